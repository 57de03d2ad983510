#include "platforms/platform_json.h"

#include "config/catalog.h"
#include "platforms/bounds.h"

namespace modnn {
namespace {

constexpr Bounds worker_count{0, max_workers, false};

bool has_member(const Document& document, const std::string& pointer) {
  return document.root.contains(Json::json_pointer(pointer));
}

}  // namespace

void inline_platform(Document& document, const std::string& pointer, Problems& problems) {
  inline_reference(document, pointer + "/medium", Collection::media, problems);
  inline_reference(document, pointer + "/group_owner/device", Collection::devices, problems);
  const std::string workers = pointer + "/workers";
  if (!has_member(document, workers)) return;
  const std::size_t groups = document.root.at(Json::json_pointer(workers)).size();
  for (std::size_t group = 0; group < groups; ++group) {
    inline_reference(document, workers + "/" + std::to_string(group) + "/device",
                     Collection::devices, problems);
  }
}

namespace {

/// A name that is left was not found, which inline_platform() has reported.
std::optional<Value> inlined(const std::optional<Value>& value) {
  return value && value->is_string() ? std::nullopt : value;
}

SpeedProfile profile_of(ObjectReader& object, const Device& device) {
  const auto profile = object.optional("speed_profile");
  return profile ? read_speed_profile(*profile) : device.speed_profile;
}

Uplink read_uplink(const Value& value) {
  ObjectReader object(value);
  Uplink uplink;
  uplink.bandwidth_bps = object.number("bandwidth_bps", bit_rate);
  uplink.latency_s = object.number("latency_s", seconds_bounds, 0.0);
  object.done();
  return uplink;
}

void read_group_owner(const Value& value, Cluster& cluster) {
  ObjectReader object(value);
  Member owner;
  owner.name = "group_owner";
  if (const auto device = inlined(object.required("device"))) owner.device = read_device(*device);
  owner.speed_factor = object.number("speed_factor", factor_bounds, 1.0);
  owner.speed_profile = profile_of(object, owner.device);
  object.done();
  cluster.members.push_back(std::move(owner));
}

void read_workers(const Value& value, int group, Cluster& cluster) {
  ObjectReader object(value);
  Member worker;
  if (const auto device = inlined(object.required("device"))) worker.device = read_device(*device);
  const auto count = object.integer("count", worker_count, 1);
  worker.rate_bps = object.number("rate_bps", bit_rate, cluster.medium.goodput_bps);
  worker.speed_factor = object.number("speed_factor", factor_bounds, 1.0);
  worker.speed_profile = profile_of(object, worker.device);
  if (const auto uplink = object.optional("uplink")) {
    if (object.has("rate_bps")) {
      uplink->problem("a group behind an uplink is not on the air: it has no \"rate_bps\"");
    }
    worker.uplink = read_uplink(*uplink);
    worker.uplink->group = group;
  }
  object.done();
  if (cluster.workers() + count > max_workers) {
    value.problem("at most " + std::to_string(max_workers) + " workers fit in one cell");
    return;
  }
  for (std::int64_t i = 0; i < count; ++i) {
    worker.name = "worker" + std::to_string(cluster.members.size());
    cluster.members.push_back(worker);
  }
}

}  // namespace

Cluster read_platform(const Value& value) {
  ObjectReader object(value);
  Cluster cluster;
  cluster.name = object.string("name", "inline");
  object.optional("source");
  if (const auto medium = inlined(object.required("medium"))) cluster.medium = read_medium(*medium);
  cluster.paging = static_cast<Paging>(object.choice("paging", {"none", "overflow", "lru"}, 1));
  if (const auto owner = object.required("group_owner")) read_group_owner(*owner, cluster);
  if (const auto workers = object.required("workers")) {
    int index = 0;
    for (const Value& group : workers->elements()) read_workers(group, index++, cluster);
  }
  object.done();
  return cluster;
}

}  // namespace modnn
