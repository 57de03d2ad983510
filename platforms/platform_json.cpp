#include "platforms/platform_json.h"

#include <map>

#include "config/catalog.h"
#include "config/fields.h"
#include "platforms/bounds.h"
#include "platforms/link.h"
#include "platforms/platform_keys.h"

namespace modnn {
namespace {

bool has_member(const Document& document, const std::string& pointer) {
  return document.root.contains(Json::json_pointer(pointer));
}

}  // namespace

void inline_platform(Document& document, const std::string& pointer, Problems& problems) {
  inline_reference(document, pointer + "/medium", Collection::media, problems);
  inline_reference(document, pointer + "/group_owner/device", Collection::devices, problems);
  const std::string workers = pointer + "/workers";
  if (!has_member(document, workers)) return;
  Json& groups = document.root.at(Json::json_pointer(workers));
  if (groups.is_array() && groups.size() > max_workers) {
    problems.add(document, workers,
                 "expected at most " + std::to_string(max_workers) + " groups, got " +
                     std::to_string(groups.size()) +
                     ": equal phones are one group with a \"count\"");
    groups = Json::array();  // there is no need to read what nobody can use
    return;
  }
  std::map<std::string, Document> known;  // many groups may name one device
  for (std::size_t group = 0; group < groups.size(); ++group) {
    const std::string device = workers + "/" + std::to_string(group) + "/device";
    if (!has_member(document, device)) continue;
    const Json& name = document.root.at(Json::json_pointer(device));
    if (!name.is_string()) continue;
    const std::string key =
        name.get<std::string>() + '\n' + folder_of_writer(document, device).string();
    const auto loaded = known.find(key);
    if (loaded != known.end()) {
      graft(document, device, loaded->second);
      continue;
    }
    inline_reference(document, device, Collection::devices, problems);
    if (!document.root.at(Json::json_pointer(device)).is_string())
      known.emplace(key, extract(document, device));
  }
}

namespace {

/// A name that is left was not found, which inline_platform() has reported.
std::optional<Value> inlined(const std::optional<Value>& value) {
  return value && value->is_string() ? std::nullopt : value;
}

SpeedProfile profile_of(KeyReader& object, const Device& device) {
  const auto profile = object.member("speed_profile");
  return profile ? read_speed_profile(*profile) : device.speed_profile;
}

void read_group_owner(const Value& value, Cluster& cluster) {
  KeyReader object(value, group_owner_keys());
  Member owner;
  owner.name = "group_owner";
  if (const auto device = inlined(object.member("device"))) owner.device = read_device(*device);
  owner.rate_bps = cluster.medium.goodput_bps;
  owner.speed_factor = object.number("speed_factor");
  owner.speed_profile = profile_of(object, owner.device);
  object.done();
  cluster.members.push_back(std::move(owner));
}

/// The rate of a group on the air, which may say its link instead.
double read_rate(KeyReader& object, double otherwise_bps) {
  const double rate_bps = object.number("rate_bps", otherwise_bps);
  const auto link = object.member("link");
  if (!link) return rate_bps;
  if (object.has("rate_bps"))
    link->problem("a group whose link says its rate has no \"rate_bps\" beside it");
  const auto rate = rate_of(read_link(*link));
  return rate ? rate->goodput_bps : rate_bps;
}

}  // namespace

void read_workers(const Value& value, int group, Cluster& cluster) {
  KeyReader object(value, worker_keys());
  Member worker;
  if (const auto device = inlined(object.member("device"))) worker.device = read_device(*device);
  const auto count = object.integer("count");
  worker.rate_bps = read_rate(object, cluster.medium.goodput_bps);
  worker.speed_factor = object.number("speed_factor");
  worker.speed_profile = profile_of(object, worker.device);
  if (const auto uplink = object.member("uplink")) {
    for (const char* key : {"rate_bps", "link"}) {
      if (object.has(key))
        uplink->problem(std::string("a group behind an uplink is not on the air: it has no \"") +
                        key + "\"");
    }
    worker.uplink = read_object<uplink_fields>(*uplink);
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

namespace {

/// Each product is in the bounds of one factor, which is what all that is computed with it expects.
void multiply_speeds(const Value& value, double factor, Cluster& cluster) {
  for (Member& member : cluster.members) {
    member.speed_factor *= factor;
    const bool fits =
        member.speed_factor >= factor_bounds.low && member.speed_factor <= factor_bounds.high;
    if (fits || !value.problems().empty()) continue;
    value.member("speed_factor")
        .problem("times that of " + member.name + ": expected " + describe(factor_bounds, false));
  }
}

}  // namespace

Cluster read_platform(const Value& value) {
  KeyReader object(value, platform_keys());
  Cluster cluster;
  cluster.name = object.text("name");
  if (const auto medium = inlined(object.member("medium"))) cluster.medium = read_medium(*medium);
  cluster.paging = object.word("paging", paging_words);
  cluster.access_point = object.word("access_point", access_point_words);
  if (const auto owner = object.member("group_owner")) read_group_owner(*owner, cluster);
  if (const auto workers = object.member("workers")) {
    int index = 0;
    for (const Value& group : workers->elements()) read_workers(group, index++, cluster);
  }
  multiply_speeds(value, object.number("speed_factor"), cluster);
  object.done();
  return cluster;
}

}  // namespace modnn
