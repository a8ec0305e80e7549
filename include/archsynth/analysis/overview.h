#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/cfn/template.h"

namespace archsynth::analysis {

/// A subnet, and where it leads.
struct SubnetRow {
  std::string network;  ///< logical id or name of its VPC
  std::string network_block;
  std::string id;    ///< logical id, or the name of one that the template does not make
  std::string zone;  ///< `Zone 1`, `us-east-1a`; empty: not known
  std::string tier;  ///< `public`, `private`, `isolated`, `unknown`
  std::string block;
  std::vector<std::string> routes;
};

/// Traffic that a security group lets through.
struct TrafficRow {
  std::string group;
  bool is_inbound = true;
  std::string other;  ///< a group or a block of addresses, at the other end
  std::string ports;  ///< `TCP 5432`, `all traffic`
  std::string reason;
};

/// A secret and everything that is given its value.
struct SecretRow {
  std::string id;
  std::string about;
  std::string key;                   ///< the KMS key; empty: AWS's own
  std::vector<std::string> readers;  ///< `ApiTaskDefinition as DATABASE_URL`
};

/// Data that can be lost, and its protection as far as the template shows.
struct BackupRow {
  std::string id;
  std::string what;       ///< `Database`
  std::string backups;    ///< what is kept and for how long
  std::string loss;       ///< the recovery point objective: how much may be lost
  std::string recovery;   ///< the recovery time objective: how long until it is back
  std::string on_delete;  ///< what becomes of it when the stack goes
};

/// A value that was not set.
struct DefaultRow {
  std::string key;      ///< the key of an architecture file that would set it; empty: none
  std::string profile;  ///< whose default it is; empty: every profile's
  std::string value;
  std::vector<std::string> places;  ///< `MainDatabase.BackupRetentionPeriod`
};

/// Something worth knowing of a resource.
struct Fact {
  std::string label;
  std::string value;
};
struct ResourceFacts {
  std::string id;
  std::string type;
  std::vector<Fact> facts;
};

/// What a template makes, as tables. Texts may hold anything that the template does.
struct Overview {
  std::vector<SubnetRow> subnets;
  std::vector<TrafficRow> traffic;
  std::vector<SecretRow> secrets;
  std::vector<BackupRow> backups;
  std::vector<DefaultRow> defaults;
  std::vector<ResourceFacts> resources;  ///< all of them, in the template's order
};

/// Never fails: facts missing from the template are omitted or shown as unknown.
Overview overview(const cfn::Template& shown, std::string_view region = {});

}  // namespace archsynth::analysis
