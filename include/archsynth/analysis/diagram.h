#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/cfn/template.h"

namespace archsynth::analysis {

/// What a box represents, which decides its color.
enum class BoxKind {
  kUsers,
  kGateway,
  kBalancer,
  kCompute,
  kDatabase,
  kStorage,
  kMessaging,
  kSecurity,
  kDelivery,
  kObservability,
  kOther,
};

/// One thing as people draw it: a service with its task definition and its scaling, a database with
/// its subnet group. Texts have no control characters and nothing that turns the direction of
/// writing; they may be of any length.
struct DiagramBox {
  std::string id;  ///< the logical id of what it is drawn for; unique, made up for `users`
  BoxKind kind = BoxKind::kOther;
  std::string title;                   ///< `Load balancer`
  std::vector<std::string> lines;      ///< its name and what matters of it
  std::vector<std::string> resources;  ///< logical ids of all resources that it represents
  int area = 0;                        ///< index into `Diagram::areas`
  int row = 0;                         ///< of its area, the topmost is 0
  int first = 0;                       ///< columns of its area that it reaches across
  int last = 0;
};

/// A rectangle around rows and columns of an area: a zone, a subnet.
struct DiagramFrame {
  enum class Kind { kZone, kPublic, kPrivate, kIsolated, kUnknown, kStep };
  Kind kind = Kind::kZone;
  std::string title;
  std::string detail;  ///< a subnet's block of addresses
  std::string id;      ///< logical id; empty for what the template does not make
  int first = 0;       ///< columns
  int last = 0;
  int top = 0;  ///< rows
  int bottom = 0;
};

/// A part of the picture. Areas stand below one another in their order, but `kSupport` is beside
/// the others.
struct DiagramArea {
  enum class Kind { kOutside, kEdge, kNetwork, kRegional, kSupport };
  Kind kind = Kind::kRegional;
  std::string title;  ///< empty: it has no border of its own
  std::string detail;
  std::string id;
  /// Columns that a row's boxes reach across. Without any, they follow one another in their order.
  int columns = 0;
  int rows = 0;
  std::vector<DiagramFrame> frames;  ///< those around others first
};

/// An arrow between two boxes.
struct DiagramEdge {
  enum class Kind { kTraffic, kDependence };
  int from = 0;  ///< index into `Diagram::boxes`
  int to = 0;
  Kind kind = Kind::kTraffic;
  std::string label;  ///< `HTTPS 443`; may be empty
};

/// What a template makes, as a picture shows it, without sizes and places.
struct Diagram {
  std::string title;
  std::string description;  ///< a sentence for who cannot see it
  std::string cloud;        ///< what the frame around all but the outside is called; empty: none
  std::vector<DiagramArea> areas;
  std::vector<DiagramBox> boxes;
  std::vector<DiagramEdge> edges;
};

enum class DiagramView {
  kArchitecture,  ///< everything, in its networks
  kNetwork,       ///< subnets, their routes and gateways
  kSecurity,      ///< security groups, and who reaches whom on which port
  kFlow,          ///< the way of a request
  kDeploy,        ///< what is made and started in which order
  kMonitoring,    ///< what is watched by which alarms, and who is notified
};

/// `architecture`, `network`, …, in the order of the enumerators.
std::vector<std::string_view> diagram_views();

struct DiagramOptions {
  DiagramView view = DiagramView::kArchitecture;
  std::string region;  ///< only for the title; empty: not known
};

/// The picture of a template. Whatever a value is in any state of the conditions is drawn; networks
/// and subnets that are only named (parameters, imports, literals) are drawn as far as they are
/// used. Never fails: of a template without a network it shows what there is.
Diagram diagram(const cfn::Template& drawn, const DiagramOptions& options = {});

}  // namespace archsynth::analysis
