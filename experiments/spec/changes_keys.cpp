#include "experiments/spec/changes_keys.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "config/catalog.h"
#include "config/suggest.h"
#include "platforms/bounds.h"
#include "platforms/platform_json.h"
#include "platforms/platform_keys.h"

namespace modnn {
namespace {

constexpr Bounds instant_bounds{0, 1e9, false};
constexpr Bounds span_bounds{1e-6, 1e9, false};
constexpr Bounds checkpoint_bounds{0, 1e6, false};
constexpr Bounds attempts_bounds{1, 1e6, false};
constexpr Bounds probability_bounds{0, 0.99, false};

/// One of these an event has.
constexpr std::array happenings{"leave", "join", "rate_bps", "stall"};

std::vector<std::string> others_than(const std::string& happening) {
  std::vector<std::string> others;
  for (const char* other : happenings)
    if (other != happening) others.emplace_back(other);
  return others;
}

/// Reads the events of one experiment.
class EventReader {
 public:
  EventReader(const Cluster& cluster, double speed_factor)
      : cluster_(cluster), at_first_(cluster.members.size()), speed_factor_(speed_factor) {}

  void read(const Value& list);
  /// Whoever is to leave or to stand still is there then, and whoever is to join is not.
  void check_order(const Value& list);

  std::vector<Event> events;
  std::vector<Member> joining() const {
    return {cluster_.members.begin() + static_cast<std::ptrdiff_t>(at_first_),
            cluster_.members.end()};
  }

 private:
  void read_entry(const Value& value, int number);
  void read_join(const Value& value, const Event& event);
  void read_rates(const Value& value, const Event& event);
  std::optional<DeviceId> device(const Value& value, const std::string& name) const;
  void add(Event event, Change change, std::optional<DeviceId> device) {
    if (!device) return;
    event.change = change;
    event.device = *device;
    events.push_back(event);
  }

  Cluster cluster_;  ///< with those who come later
  std::size_t at_first_;
  double speed_factor_;
};

std::optional<DeviceId> EventReader::device(const Value& value, const std::string& name) const {
  std::vector<std::string> names;
  for (const Member& member : cluster_.members) names.push_back(member.name);
  const auto found = std::ranges::find(names, name);
  if (found != names.end()) return static_cast<DeviceId>(found - names.begin());
  if (!names.empty())
    value.problem("the platform has no device \"" + name + "\"" + did_you_mean(name, names));
  return std::nullopt;
}

void EventReader::read_join(const Value& value, const Event& event) {
  if (value.is_string()) return add(event, Change::join, device(value, value.string()));
  if (!value.is_object()) return value.expected("the name of a phone, or a group of workers");
  const int group = static_cast<int>(max_workers) + event.number;  // of none that is there
  const DeviceId first = cluster_.size();
  read_workers(value, group, cluster_);
  for (DeviceId joined = first; joined < cluster_.size(); ++joined) {
    cluster_.members[static_cast<std::size_t>(joined)].speed_factor *= speed_factor_;
    add(event, Change::join, joined);
  }
}

void EventReader::read_rates(const Value& value, const Event& event) {
  if (!value.is_object()) return value.expected("an object: the name of a phone and its rate");
  for (const std::string& name : value.keys()) {
    const Value rate = value.member(name);
    Event changed = event;
    changed.rate_bps = rate.number(bit_rate);
    const auto station = device(rate, name);
    if (station && !cluster_.is_station(*station))
      rate.problem(name + " is not a station of the cell: it has no rate of its own");
    else
      add(changed, Change::rate, station);
  }
}

void EventReader::read_entry(const Value& value, int number) {
  KeyReader object(value, event_keys());
  Event event;
  event.number = number;
  event.at_s = object.number("at_s");
  event.for_s = object.number("for_s");
  const auto happens =
      std::ranges::count_if(happenings, [&](const char* key) { return object.has(key); });
  if (value.is_object() && happens != 1)
    value.problem("expected one of \"leave\", \"join\", \"rate_bps\" and \"stall\"");
  if (const auto leaves = object.member("leave"))
    add(event, Change::leave, device(*leaves, leaves->string()));
  if (const auto joins = object.member("join")) read_join(*joins, event);
  if (const auto rates = object.member("rate_bps")) read_rates(*rates, event);
  if (const auto stalls = object.member("stall")) {
    add(event, Change::stall, device(*stalls, stalls->string()));
    if (!object.has("for_s")) value.problem("missing key \"for_s\" of a stall: for how long (s)");
  } else if (object.has("for_s")) {
    value.member("for_s").expected("none but of a stall");
  }
  object.done();
}

/// Later events may name phones that join.
void EventReader::read(const Value& list) {
  int number = 0;
  for (const Value& entry : list.elements()) read_entry(entry, number++);
  std::ranges::stable_sort(events, {}, &Event::at_s);
}

void EventReader::check_order(const Value& list) {
  std::vector<bool> is_there(cluster_.members.size());
  std::fill_n(is_there.begin(), at_first_, true);
  for (const Event& event : events) {
    const auto which = static_cast<std::size_t>(event.device);
    if (event.change == Change::rate) continue;
    if (is_there[which] == (event.change == Change::join)) {
      const std::string key = name_of(change_words, event.change);
      list.elements()[static_cast<std::size_t>(event.number)].member(key).problem(
          fmt::format("{} is {} at {:.6g} s", cluster_.members[which].name,
                      is_there[which] ? "there" : "not there", event.at_s));
    }
    if (event.change != Change::stall) is_there[which] = event.change == Change::join;
  }
}

}  // namespace

const Keys& event_keys() {
  static const Key rate{.type = KeyType::number, .unit = "bit/s", .bounds = bit_rate};
  static const Keys keys{
      {.name = "at_s",
       .help = "when, from time 0 on; before the service ends",
       .unit = "s",
       .bounds = instant_bounds,
       .required = true},
      {.name = "leave",
       .type = KeyType::text,
       .help = "a phone that is gone then; without the group owner the service ends",
       .unless = others_than("leave")},
      {.name = "join",
       .type = KeyType::reference,
       .help =
           "a phone that comes back, by its name, or a group of workers that come for the first "
           "time, as in /platform/workers: the first is named after the last worker, and gets "
           "its weights over the air",
       .unless = others_than("join"),
       .inside = &worker_keys()},
      {.name = "rate_bps",
       .type = KeyType::object,
       .help = "stations and what rate each has from then on",
       .unit = "bit/s",
       .unless = others_than("rate_bps"),
       .each = &rate,
       .least = 1,
       .named_by_user = true,
       .example = Json{{"worker1", 6000000}}},
      {.name = "stall",
       .type = KeyType::text,
       .help = "a phone whose processor stands still, and that begins with no message, for for_s",
       .unless = others_than("stall")},
      {.name = "for_s", .help = "how long; of a stall only", .unit = "s", .bounds = span_bounds},
  };
  return keys;
}

const Fields<Churn>& churn_fields() {
  static const Fields<Churn> fields{
      field(&Churn::mean_time_to_leave_s,
            {.name = "mean_time_to_leave_s",
             .help = "every worker stays for a random time, exponential with this mean",
             .unit = "s",
             .bounds = span_bounds,
             .required = true,
             .column = "mean_time_to_leave_s"}),
      field(&Churn::mean_time_to_return_s, {.name = "mean_time_to_return_s",
                                            .help = "and is away for another; without it, for good",
                                            .unit = "s",
                                            .bounds = span_bounds,
                                            .column = "mean_time_to_return_s"}),
  };
  return fields;
}

const Fields<Loss>& loss_fields() {
  static const Fields<Loss> fields{
      field(&Loss::probability, {.name = "probability",
                                 .help = "that a message that has crossed the air is lost",
                                 .bounds = probability_bounds,
                                 .column = "loss_probability"}),
      field(&Loss::retransmission_timeout_s,
            {.name = "retransmission_timeout_s",
             .help = "how long the sender then waits before it sends the message again",
             .unit = "s",
             .bounds = instant_bounds,
             .column = "retransmission_timeout_s"}),
  };
  return fields;
}

const Fields<RecoverySpec>& recovery_fields() {
  static const Fields<RecoverySpec> fields{
      field(&RecoverySpec::policy, policy_words,
            {.name = "policy",
             .help = "what becomes of an image whose phones leave: it is lost (abort), done again "
                     "(restart), or goes on from the last layer of which every piece is still held "
                     "(replan)",
             .column = "policy"}),
      field(&RecoverySpec::detect_timeout_s,
            {.name = "detect_timeout_s",
             .help = "after so long without a word of it the group owner takes a phone for dead",
             .unit = "s",
             .bounds = span_bounds,
             .column = "detect_timeout_s"}),
      field(&RecoverySpec::checkpoint_every,
            {.name = "checkpoint_every",
             .help = "after so many layers each the group owner gathers what there is, so that "
                     "replan can go on from there whoever leaves; 0: never",
             .bounds = checkpoint_bounds,
             .column = "checkpoint_every"}),
      field(&RecoverySpec::most_attempts,
            {.name = "most_attempts",
             .help = "an image that was begun so often is lost when a phone leaves again",
             .bounds = attempts_bounds,
             .column = "most_attempts"}),
  };
  return fields;
}

std::optional<Changes> read_changes(KeyReader& experiment, const Cluster& cluster) {
  Changes changes;
  const auto events = experiment.member("events");
  const auto churn = experiment.member("churn");
  const auto recovery = experiment.member("recovery");
  if (churn) changes.churn = read_object<churn_fields>(*churn);
  if (recovery) changes.recovery = read_object<recovery_fields>(*recovery);
  if (events) {
    const Json& root = events->document().root;
    const Json::json_pointer factor("/platform/speed_factor");
    EventReader reader(cluster, root.contains(factor) && root[factor].is_number()
                                    ? root[factor].get<double>()
                                    : 1);
    reader.read(*events);
    // With churn nobody knows who is there.
    if (!churn && events->problems().empty()) reader.check_order(*events);
    changes.events = reader.events;
    changes.joining = reader.joining();
  }
  if (!events && !churn && !recovery) return std::nullopt;
  return changes;
}

void inline_events(Document& document, Problems& problems) {
  const Json::json_pointer list("/events");
  if (!document.root.contains(list) || !document.root[list].is_array()) return;
  for (std::size_t entry = 0; entry < document.root[list].size(); ++entry)
    inline_reference(document, fmt::format("/events/{}/join/device", entry), Collection::devices,
                     problems);
}

}  // namespace modnn
