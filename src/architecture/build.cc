#include <fmt/format.h>

#include <map>

#include "alarms.h"
#include "archsynth/architecture/architecture.h"
#include "archsynth/aws/autoscaling.h"
#include "archsynth/support/text.h"
#include "calls.h"
#include "domain.h"
#include "escapes.h"
#include "images.h"
#include "public_tasks.h"
#include "spec/regions.h"
#include "stores.h"
#include "unused.h"
#include "values.h"

namespace archsynth::architecture {

namespace {

using construct::Name;

/// Whether a service runs the image of another: 2; in a sidecar alone: 1.
int borrows(const ecs::FargateServiceProps& props) {
  if (props.image.service.stated()) return 2;
  const auto& sidecars = props.sidecars;
  return std::any_of(sidecars.begin(), sidecars.end(), [](const auto& each) {
    const auto& image = each.value.image;
    return image && image->is_large && image->large.service.stated();
  });
}

/// Builds one architecture; the members are what later sections refer to.
class Builder {
 public:
  Builder(const Architecture& file, Stack& stack)
      : file_(file),
        stack_(stack),
        moves_(file, stack),
        stores_(file, stack, moves_),
        calls_(file, stack.diagnostics()),
        images_(file, stack, moves_) {}

  void build() {
    check_region();
    key_ = &stack_.add<kms::Key>(Name("EncryptionKey", "encryption", {}), file_.encryption);
    vpc_ = &stack_.add<ec2::Vpc>(Name("Vpc", "network", {}), *key_, file_.network);
    build_databases();
    stores_.build(*vpc_, *key_);
    build_secrets();
    build_load_balancers();
    build_services();
    check_public_tasks(file_, to());
    check_uses(file_, to());
    build_observability();
    add_escapes(file_, stack_);
  }

 private:
  void check_region();
  /// Reports the first key that somebody stated without an effect.
  void refuse(std::initializer_list<Origin> keys, const char* why);
  void build_databases();
  void build_secrets();
  void build_load_balancers();
  void build_load_balancer();
  void refuse_http_settings();
  void build_services();
  /// Adds an output, unless the file has one of its own under the name.
  void add_output(const std::string& name, const char* description, cfn::Value value);
  void build_service(const Sourced<std::string>& name, ServiceProps props);
  void connect_sidecars(ecs::FargateService& service, const ServiceProps& props);
  void connect(ecs::FargateService& service, const ServiceProps& props);
  void expose(ecs::FargateService& service, const Sourced<std::string>& name,
              const ServiceProps& props);
  void refuse_unexposed(ecs::FargateService& service, const ServiceProps& props);
  void build_observability();
  void add_url();

  static bool is_exposed(const ServiceProps& props) {
    return *props.expose && ecs::takes_requests(props.service);
  }
  static bool is_tcp(const ServiceProps& props) {
    return *props.service.protocol == elbv2::Protocol::kTcp;
  }
  Diagnostics& to() { return stack_.diagnostics(); }

  const Architecture& file_;
  Stack& stack_;
  kms::Key* key_ = nullptr;
  ec2::Vpc* vpc_ = nullptr;
  Moves moves_;
  Stores stores_;
  Calls calls_;
  Images images_;
  elbv2::LoadBalancer* load_balancer_ = nullptr;
  elbv2::NetworkLoadBalancer* network_load_balancer_ = nullptr;
  ecs::Cluster* cluster_ = nullptr;
  std::map<std::string, rds::Database*> databases_;
  std::map<std::string, secretsmanager::Secret*> secrets_;
  std::vector<ecs::FargateService*> services_;
  std::map<std::string, ecs::FargateService*> services_by_name_;
  const Sourced<std::string>* default_service_ = nullptr;
};

void Builder::check_region() {
  if (spec::region(*file_.region) || !forms::kRegion.matches(*file_.region)) return;
  to().error("ARC1501", file_.region.origin(),
             fmt::format("unknown region {}", quoted(*file_.region)))
      .fix = suggest(*file_.region, spec::region_names());
}

void Builder::refuse(std::initializer_list<Origin> keys, const char* why) {
  const auto stated = std::find_if(keys.begin(), keys.end(),
                                   [](const Origin& origin) { return origin.is_stated(); });
  if (stated != keys.end()) to().error("ARC1510", *stated, why).fix = "remove the key";
}

void Builder::build_databases() {
  for (const auto& [name, props] : file_.databases) {
    const rds::ConnectionString connection_string = connection_string_of(file_, *name);
    databases_[*name] = &stack_.add<rds::Database>(moves_.name("databases", name, "-database"),
                                                   *vpc_, *key_, connection_string, props);
  }
}

void Builder::build_secrets() {
  for (const auto& [name, props] : file_.secrets) {
    auto& secret =
        stack_.add<secretsmanager::Secret>(moves_.name("secrets", name, "-secret"), *key_, props);
    secrets_[*name] = &secret;
    add_output(secret.logical_id("Arn").str(),
               "A secret: `aws secretsmanager get-secret-value --secret-id ARN`", secret.arn());
  }
}

void Builder::build_load_balancers() {
  const auto speaks_tcp = [](const auto& service) {
    return is_exposed(service.value) && is_tcp(service.value);
  };
  const auto& services = file_.services;
  const auto first = std::find_if(services.begin(), services.end(), speaks_tcp);
  if (first != services.end()) {
    network_load_balancer_ = &stack_.add<elbv2::NetworkLoadBalancer>(
        Name("NetworkLoadBalancer", "load_balancer", first->name.origin()), *vpc_,
        file_.load_balancer);
    add_output("NetworkLoadBalancerDnsName", "Where TCP services answer, each at its port",
               network_load_balancer_->dns_name());
  }
  build_load_balancer();
}

void Builder::refuse_http_settings() {
  const elbv2::LoadBalancerProps& unused = file_.load_balancer;
  refuse({unused.certificate_arn.origin(), unused.ssl_policy.origin(),
          unused.idle_timeout_seconds.origin(), unused.access_logs.origin(), unused.waf.origin(),
          unused.mutual_tls.origin(), unused.jwt.origin()},
         "the key has no effect: only TCP services are exposed");
  if (file_.domain) build_domain(file_, stack_, *network_load_balancer_);
}

void Builder::build_load_balancer() {
  const Sourced<std::string>* first = nullptr;
  for (const auto& [name, props] : file_.services) {
    if (first == nullptr && is_exposed(props) && !is_tcp(props)) first = &name;
  }
  if (first == nullptr && network_load_balancer_ != nullptr) return refuse_http_settings();
  if (first == nullptr) {
    const elbv2::LoadBalancerProps& unused = file_.load_balancer;
    refuse({unused.scheme.origin(), unused.allowed_cidrs.origin(), unused.certificate_arn.origin(),
            unused.ssl_policy.origin(), unused.idle_timeout_seconds.origin(),
            unused.deletion_protection.origin(), unused.access_logs.origin(), unused.waf.origin(),
            unused.mutual_tls.origin(), unused.jwt.origin()},
           "\"load_balancer\" has no effect: no service is exposed");
    if (file_.domain) {
      to().error("ARC1502", file_.domain.origin(),
                 "\"domain\" leads nowhere: no service is exposed")
          .fix = "give a service a \"port\", or remove \"domain\"";
    }
    return;
  }
  load_balancer_ = &stack_.add<elbv2::LoadBalancer>(
      Name("LoadBalancer", "load_balancer", first->origin()), *vpc_, file_.load_balancer);
  if (file_.domain) build_domain(file_, stack_, *load_balancer_);
}

void Builder::build_services() {
  if (file_.services.empty()) {
    refuse({file_.cluster.container_insights.origin(), file_.cluster.log_retention_days.origin(),
            file_.cluster.calls_tls.origin()},
           "\"cluster\" has no effect: there are no services");
    return;
  }
  cluster_ = &stack_.add<ecs::Cluster>(Name("Cluster", "cluster", {}), *key_, file_.cluster);
  for (const auto& [name, secret] : secrets_) cluster_->offer(name, *secret);
  for (int borrowed = 0; borrowed <= 2; ++borrowed) {
    for (const auto& [name, props] : file_.services) {
      // The parameter of an image's tag is that of the service that states the image.
      if (borrows(props.service) == borrowed) build_service(name, props);
    }
  }
  calls_.connect(services_by_name_);
  add_output("ClusterName", "The ECS cluster", cluster_->name());
  add_output("LogGroupName", "The logs of all services: `aws logs tail NAME --follow`",
             cluster_->log_group().name());
  for (const ecs::FargateService* service : services_) {
    add_output(service->logical_id("ServiceName").str(), "An ECS service of the cluster",
               service->name());
  }
}

void Builder::add_output(const std::string& name, const char* description, cfn::Value value) {
  const std::vector<std::string> stated = file_.outputs.names();
  const bool is_stated = std::any_of(stated.begin(), stated.end(), [&](const std::string& each) {
    return upper_camel(each) == name;
  });
  if (!is_stated) stack_.add_output(name, description, std::move(value));
}

void Builder::build_service(const Sourced<std::string>& name, ServiceProps props) {
  const construct::Name made = moves_.name("services", name);
  // Repositories come first, since images refer to them.
  const Images::Source source =
      images_.source_of(props.service.image, made, *key_, services_by_name_);
  std::map<std::string, Images::Source> of_sidecars;
  for (auto& [sidecar, stated] : props.service.sidecars) {
    if (!stated.image || !stated.image->is_large) continue;
    of_sidecars[*sidecar] =
        images_.source_of(stated.image.mutable_value().large,
                          {*sidecar, made.label + ".sidecars." + *sidecar, sidecar.origin()}, *key_,
                          services_by_name_);
  }
  auto& service = stack_.add<ecs::FargateService>(made, *vpc_, *cluster_, props.service);
  services_.push_back(&service);
  services_by_name_[*name] = &service;
  check_secret_references(file_, props, service.label(), to());
  if (source.repository != nullptr) service.run_image_of(*source.repository, source.owner);
  for (const auto& [sidecar, image] : of_sidecars) {
    if (image.repository == nullptr) continue;
    const ecs::SidecarProps& stated = *props.service.sidecars.find(sidecar);
    const bool is_own = stated.image->large.service && *stated.image->large.service == *name;
    service.run_image_of(*image.repository, sidecar, is_own ? &service : image.owner);
  }
  connect(service, props);
  stores_.connect(service, props);
  connect_sidecars(service, props);
  use_keys(file_, stack_, *key_, service, props);
  calls_.offer(service, *name, props);
  if (is_exposed(props)) {
    expose(service, name, props);
  } else {
    refuse_unexposed(service, props);
  }
  autoscaling::scale(service);
}

void Builder::connect_sidecars(ecs::FargateService& service, const ServiceProps& props) {
  for (const auto& [name, sidecar] : props.service.sidecars) {
    ServiceProps uses;
    uses.databases = sidecar.databases;
    uses.caches = sidecar.caches;
    service.within(*name, [&] {
      if (!uses.databases.empty()) connect(service, uses);
      stores_.connect(service, uses);
    });
  }
}

/// Settings of requests that no load balancer sends.
void Builder::refuse_unexposed(ecs::FargateService& service, const ServiceProps& props) {
  const bool has_port = ecs::takes_requests(props.service);
  if (has_port) service.check_unexposed();
  note_unreached_sidecar(props, service.label(), to());
  if (!props.route) return;
  to().error("ARC1504", props.route.origin(),
             fmt::format("\"route\" has no effect: {} is not exposed", quoted(service.label())))
      .fix = has_port ? "set \"expose\" to true, or remove \"route\""
                      : "give it a \"port\", or remove \"route\"";
}

void Builder::connect(ecs::FargateService& service, const ServiceProps& props) {
  const auto& wanted = props.databases;
  if (wanted.empty() && !wanted.origin().known()) {
    if (databases_.size() == 1) {
      service.connect_to(*databases_.begin()->second, "DATABASE", service.origin());
    } else if (databases_.size() > 1) {
      to().error("ARC1506", service.origin(),
                 fmt::format("{} must set \"databases\", because there are {}",
                             quoted(service.label()), databases_.size()))
          .fix = fmt::format("for example `databases: [{}]`, or `databases: []` for none",
                             databases_.begin()->first);
    }
    return;
  }
  bool is_first = true;
  for (const auto& [name, use] : wanted) {
    const auto found = databases_.find(*name);
    if (found == databases_.end()) {
      if (file_.databases.invalid()) continue;
      const std::vector<std::string> known = file_.databases.names();
      to().error("ARC1507", name.origin(),
                 fmt::format("{} uses the database {}, which is not in \"databases\"",
                             quoted(service.label()), quoted(*name)))
          .fix = known.empty() ? fmt::format("add `databases: {{{}: {{engine: postgres}}}}`", *name)
                               : suggest(*name, known);
    } else if (&use != wanted.find(*name)) {
      // Named before, which was reported.
    } else if (describe::is_stated(use)) {
      service.connect_to(*found->second, use, name.origin());
    } else {
      service.connect_to(*found->second,
                         is_first ? "DATABASE" : environment_name(*name) + "_DATABASE",
                         name.origin());
    }
    is_first = false;
  }
}

void Builder::expose(ecs::FargateService& service, const Sourced<std::string>& name,
                     const ServiceProps& props) {
  if (is_tcp(props)) {
    if (props.route) {
      to().error("ARC1504", props.route.origin(),
                 fmt::format("\"route\" has no effect: {} speaks TCP", quoted(service.label())))
          .fix = "remove the key: connections come to the service's own port";
    }
    return service.expose(*network_load_balancer_);
  }
  if (props.route) {
    check_hosts(file_, props, service.label(), to());
    note_exact_paths(file_, props, to());
    service.expose(*load_balancer_, *props.route);
    return;
  }
  if (default_service_ != nullptr) {
    to().error("ARC1508", name.origin(),
               fmt::format("{} and {} both receive the requests that no route matches",
                           quoted("services." + **default_service_), quoted(service.label())))
        .fix = calls_.has(*name)
                   ? "set \"expose\" to false, since only other services call it"
                   : fmt::format("give one of them a \"route\", for example `route: {{path: /{}}}`",
                                 *name);
    return;
  }
  default_service_ = &name;
  service.expose(*load_balancer_);
}

void Builder::build_observability() {
  check_alarms(file_, {load_balancer_ != nullptr, !services_.empty()}, to());
  if (*file_.alarms.enabled) {
    auto& alarms =
        stack_.add<cloudwatch::Alarms>(Name("Alarms", "alarms", {}), *key_, file_.alarms.alarms);
    if (load_balancer_ != nullptr) alarms.watch(*load_balancer_);
    for (const ecs::FargateService* service : services_) alarms.watch(*service);
    for (const auto& [name, props] : file_.databases) alarms.watch(*databases_[*name]);
    const auto watch = [&](const auto& store) { alarms.watch(store); };
    stores_.each_cache(watch);
    stores_.each_table(watch);
    stores_.each_file_system(watch);
  }
  auto& dashboard =
      stack_.add<cloudwatch::Dashboard>(Name("Dashboard", "dashboard", {}), file_.dashboard);
  if (load_balancer_ != nullptr) dashboard.show(*load_balancer_);
  for (const ecs::FargateService* service : services_) dashboard.show(*service);
  for (const auto& [name, props] : file_.databases) dashboard.show(*databases_[*name]);
  stores_.each_cache([&](const elasticache::Cache& cache) { dashboard.show(cache); });
  if (load_balancer_ != nullptr) add_url();
}

/// No certificate covers the load balancer's own name.
void Builder::add_url() {
  const bool named = file_.domain && file_.domain->name;
  if (named) {
    stack_.add_output("Url", "URL of the application",
                      cfn::Value("https://" + *file_.domain->name));
  } else if (!load_balancer_->is_https()) {
    stack_.add_output("Url", "URL of the application",
                      cfn::sub("http://${" + load_balancer_->logical_id().str() + ".DNSName}"));
  }
  if (!load_balancer_->is_https() || (named && file_.domain->hosted_zone_id)) return;
  add_output("LoadBalancerDnsName",
             "Where the DNS records of the certificate's names must point, as CNAME or alias",
             load_balancer_->dns_name());
}

}  // namespace

void build(const Architecture& file, Stack& stack) { Builder(file, stack).build(); }

}  // namespace archsynth::architecture
