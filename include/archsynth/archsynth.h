#pragma once

/// The whole library: architecture files and typed constructs to templates, and everything of
/// "archsynth/analysis.h" about templates as they are. `check` is the shortest way in.
///
/// `load` reads an architecture file into a `Stack`; or build a stack from the constructs of
/// `aws/…`, each of which takes props by designated initialiser. `synthesize` folds the stack into
/// a `cfn::Template`; `cfn::to_json` and `cfn::to_yaml` print it. Whatever is wrong is in
/// `Diagnostics`, each finding with the line of the file or of the program that caused it, and
/// `render` makes it text. Nothing prints, exits, or reads the clock or the environment.
///
///     archsynth::Sources sources;
///     archsynth::Diagnostics diagnostics;
///     auto stack = archsynth::load(sources.add("prod.yaml", text), diagnostics);

#include "archsynth/analysis.h"
#include "archsynth/architecture/load.h"
#include "archsynth/cfn/template.h"
#include "archsynth/cfn/writer.h"
#include "archsynth/construct/stack.h"
#include "archsynth/input/check.h"
#include "archsynth/support/diagnostic.h"
#include "archsynth/synth/synthesize.h"

#include "archsynth/aws/acm.h"
#include "archsynth/aws/autoscaling.h"
#include "archsynth/aws/cloudwatch.h"
#include "archsynth/aws/ec2.h"
#include "archsynth/aws/ecr.h"
#include "archsynth/aws/ecs.h"
#include "archsynth/aws/elbv2.h"
#include "archsynth/aws/kms.h"
#include "archsynth/aws/rds.h"
#include "archsynth/aws/route53.h"
#include "archsynth/aws/sns.h"
#include "archsynth/aws/wafv2.h"
