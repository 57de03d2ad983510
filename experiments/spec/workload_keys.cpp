#include "experiments/spec/workload_keys.h"

#include <algorithm>

#include "config/suggest.h"

namespace modnn {
namespace {

constexpr Bounds image_bounds{1, 1e5, false};
constexpr Bounds rate_bounds{1e-6, 1e6, false};
constexpr Bounds instant_bounds{0, 1e9, false};

/// Keys of whose kind of arrivals it depends whether they are there.
struct KindKey {
  const char* name;
  std::vector<ArrivalKind> kinds;
};
const KindKey kind_keys_of_arrivals[] = {
    {"rate_per_s", {ArrivalKind::periodic, ArrivalKind::poisson, ArrivalKind::burst}},
    {"burst", {ArrivalKind::burst}},
    {"times_s", {ArrivalKind::trace}},
};

const Fields<Workload>& workload_fields() {
  static const Fields<Workload> fields{
      field(&Workload::images, {.name = "images",
                                .help = "how many images come",
                                .bounds = image_bounds,
                                .required = true,
                                .column = "workload_images"}),
      field(&Workload::in_flight,
            {.name = "in_flight",
             .help = "images that are under way at once; the others wait, first come, first served",
             .bounds = image_bounds,
             .column = "in_flight"}),
      field(&Workload::deadline_s, {.name = "deadline_s",
                                    .help = "an answer later than so long after its image is late",
                                    .unit = "s",
                                    .bounds = positive,
                                    .column = "deadline_s"}),
  };
  return fields;
}

const Fields<ArrivalSpec>& arrival_fields() {
  static const Key instant{.type = KeyType::number, .bounds = instant_bounds};
  static const Fields<ArrivalSpec> fields = [] {
    Fields<ArrivalSpec> all{
        field(&ArrivalSpec::kind, arrival_words,
              {.name = "kind",
               .help = "periodic: one after every 1 / rate_per_s, the first at once; poisson: "
                       "independent of one another, with the seed; burst: so many at once, and "
                       "again after burst / rate_per_s; trace: at times_s",
               .required = true,
               .example = "poisson",
               .column = "arrivals"}),
        field(&ArrivalSpec::rate_per_s, {.name = "rate_per_s",
                                         .help = "mean rate, of all sources together; not of trace",
                                         .unit = "1/s",
                                         .bounds = rate_bounds,
                                         .column = "rate_per_s"}),
        field(&ArrivalSpec::burst, {.name = "burst",
                                    .help = "images that come at once; of burst only",
                                    .bounds = image_bounds,
                                    .column = "burst"}),
        field(&ArrivalSpec::times_s, {.name = "times_s",
                                      .help = "when the images come, in order; of trace only",
                                      .unit = "s",
                                      .each = &instant,
                                      .least = 1,
                                      .example = Json::array({0, 0.5, 0.5, 2})}),
    };
    // There is no usual rate.
    for (Field<ArrivalSpec>& row : all) row.key.fallback = nullptr;
    return all;
  }();
  return fields;
}

void check_arrivals(const Value& value, ArrivalKind kind, const Workload& workload) {
  if (!value.is_object()) return;
  for (const KindKey& row : kind_keys_of_arrivals) {
    const bool there = value.json().contains(row.name);
    const bool wanted = std::ranges::find(row.kinds, kind) != row.kinds.end();
    const std::string word = name_of(arrival_words, kind);
    if (there && !wanted) value.member(row.name).expected("none of " + word + " arrivals");
    if (!there && wanted)
      value.problem("missing key \"" + std::string(row.name) + "\" of " + word + " arrivals");
  }
  const std::vector<double>& times = workload.arrivals.times_s;
  if (kind != ArrivalKind::trace || !value.json().contains("times_s")) return;
  const Value list = value.member("times_s");
  if (!std::ranges::is_sorted(times)) list.problem("expected ascending times");
  if (list.is_array() && times.size() < static_cast<std::size_t>(workload.images))
    list.problem("expected at least as many times as images (" + std::to_string(workload.images) +
                 "), got " + std::to_string(times.size()));
}

std::vector<DeviceId> read_sources(const Value& value, const Cluster& cluster) {
  std::vector<std::string> names;
  for (const Member& member : cluster.members) names.push_back(member.name);
  std::vector<DeviceId> sources;
  for (const Value& element : value.elements()) {
    const std::string name = element.string();
    const auto found = std::ranges::find(names, name);
    if (found != names.end())
      sources.push_back(static_cast<DeviceId>(found - names.begin()));
    else if (element.is_string() && !names.empty())
      element.problem("the platform has no device \"" + name + "\"" + did_you_mean(name, names));
  }
  if (value.is_array() && value.json().empty()) value.expected("a list of at least one device");
  if (sources.empty()) sources.push_back(group_owner);
  return sources;
}

}  // namespace

const Keys& arrival_keys() {
  static const Keys keys = keys_of(arrival_fields());
  return keys;
}

const Keys& workload_keys() {
  static const Key source{.type = KeyType::text};
  static const Keys keys = [] {
    const Keys fields = keys_of(workload_fields());
    Keys all{
        fields.front(),
        {.name = "arrivals",
         .type = KeyType::object,
         .help = "when they come",
         .required = true,
         .inside = &arrival_keys()},
        {.name = "sources",
         .type = KeyType::list,
         .help = "devices at which images arrive, and where their answers go: by turns, of "
                 "poisson arrivals each at random",
         .fallback = Json::array({"group_owner"}),
         .each = &source,
         .least = 1,
         .example = Json::array({"group_owner", "worker1"}),
         .column = "sources"},
        {.name = "images_from",
         .type = KeyType::text,
         .help = "folder of PNG or JPEG images with a labels.csv (file,label; from 0), relative to "
                 "this file: they come by turns, and what is recognised is compared with the "
                 "labels; mode numeric. Generated from the seed without it",
         .column = "images_from"}};
    all.insert(all.end(), fields.begin() + 1, fields.end());
    return all;
  }();
  return keys;
}

Workload read_workload(const Value& value, const Cluster& cluster) {
  KeyReader object(value, workload_keys());
  Workload workload;
  read_fields(workload_fields(), object, workload);
  if (const auto arrivals = object.member("arrivals")) {
    KeyReader keys(*arrivals, arrival_keys());
    read_fields(arrival_fields(), keys, workload.arrivals);
    keys.done();
    if (keys.has("kind")) check_arrivals(*arrivals, workload.arrivals.kind, workload);
  }
  if (const auto sources = object.member("sources"))
    workload.sources = read_sources(*sources, cluster);
  object.member("images_from");  // read with the network that shall recognise them
  object.done();
  return workload;
}

}  // namespace modnn
