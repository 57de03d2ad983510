#include "experiments/results/trace.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "config/error.h"
#include "config/file_access.h"

namespace modnn {
namespace {

/// Perfetto takes the thread that has its process's number for the main one.
int process_of(DeviceId device) { return 2 * device + 1; }
int processor_of(DeviceId device) { return process_of(device); }
int radio_of(DeviceId device) { return process_of(device) + 1; }

std::int64_t nanoseconds(double seconds) { return std::llround(seconds * 1e9); }
double microseconds(std::int64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1e3; }

std::string layer_name(const Report& report, LayerId layer) {
  return layer == 0 ? "" : report.layers[static_cast<std::size_t>(layer) - 1].name;
}

/// One event a line.
class Events {
 public:
  void add(const Json& event) {
    text_ += text_.empty() ? "" : ",\n";
    text_ += event.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

void name_device(DeviceId device, const std::string& name, Events& events) {
  const auto metadata = [&](const char* what, int thread, const char* key, const Json& value) {
    events.add({{"ph", "M"},
                {"name", what},
                {"pid", process_of(device)},
                {"tid", thread},
                {"args", {{key, value}}}});
  };
  const int processor = processor_of(device);
  const int radio = radio_of(device);
  metadata("process_name", processor, "name", name);
  metadata("process_sort_index", processor, "sort_index", device);
  metadata("thread_name", processor, "name", "processor");
  metadata("thread_sort_index", processor, "sort_index", 0);
  metadata("thread_name", radio, "name", "radio");
  metadata("thread_sort_index", radio, "sort_index", 1);
}

/// Where there are several.
void add_image(const Report& report, int image, Json& arguments) {
  if (report.stream) arguments["image"] = image;
}

void add_slice(const Report& report, const Interval& interval, bool hidden, Events& events) {
  const std::int64_t begin = nanoseconds(interval.begin_s);
  const std::int64_t end = nanoseconds(interval.end_s);
  if (interval.activity == Activity::idle || interval.activity == Activity::absent || end <= begin)
    return;
  const std::string activity = activity_name(interval.activity);
  const std::string layer = layer_name(report, interval.layer);
  const bool computes =
      interval.activity == Activity::compute || interval.activity == Activity::page_in;
  Json slice{{"ph", "X"},
             {"name", activity + " " + layer},
             {"cat", hidden ? "hidden" : activity},
             {"pid", process_of(interval.device)},
             {"tid", computes ? processor_of(interval.device) : radio_of(interval.device)},
             {"ts", microseconds(begin)},
             {"dur", microseconds(end - begin)},
             {"args", {{"activity", activity}, {"layer", layer}}}};
  add_image(report, interval.image, slice["args"]);
  events.add(slice);
}

/// Slices do not hold the moment at which they end, so the arrow ends a nanosecond before.
void add_flow(const Report& report, const MessageInterval& message, std::size_t id,
              Events& events) {
  const std::int64_t begin = nanoseconds(message.awake_s);
  const std::int64_t end = std::max(begin, nanoseconds(message.end_s) - 1);
  const std::string layer = layer_name(report, message.layer);
  const std::string purpose = purpose_name(message.purpose);
  const auto end_of_arrow = [&](const char* phase, DeviceId device, std::int64_t at) {
    return Json{{"ph", phase},
                {"id", id},
                {"name", purpose + " " + layer},
                {"cat", "message"},
                {"pid", process_of(device)},
                {"tid", radio_of(device)},
                {"ts", microseconds(at)}};
  };
  Json start = end_of_arrow("s", message.source, begin);
  start["args"] = {{"bytes", message.bytes}, {"layer", layer}, {"purpose", purpose}};
  add_image(report, message.image, start["args"]);
  Json finish = end_of_arrow("f", message.destination, end);
  finish["bp"] = "e";
  events.add(start);
  events.add(finish);
}

void add_mark(const Mark& mark, Events& events) {
  events.add({{"ph", "i"},
              {"s", "p"},
              {"name", mark.what},
              {"cat", "event"},
              {"pid", process_of(mark.device)},
              {"tid", processor_of(mark.device)},
              {"ts", microseconds(nanoseconds(mark.at_s))}});
}

}  // namespace

std::filesystem::path trace_path(const std::filesystem::path& result_set, const std::string& id) {
  return result_set / "traces" / (id + ".json");
}

void prepare_traces(const std::filesystem::path& result_set) {
  const std::filesystem::path folder = trace_path(result_set, "").parent_path();
  refuse_links(folder);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw EnvironmentError(folder.string() + ": cannot create it: " + error.message());
  remove_temporary_files(folder);
}

std::string trace_json(const Report& report, const Json& about) {
  Events events;
  for (std::size_t device = 0; device < report.devices.size(); ++device) {
    name_device(static_cast<DeviceId>(device), report.devices[device].name, events);
  }
  const Timeline& timeline = report.timeline;
  for (const Interval& interval : timeline.intervals) add_slice(report, interval, false, events);
  for (const Interval& interval : timeline.hidden) add_slice(report, interval, true, events);
  for (std::size_t i = 0; i < timeline.messages.size(); ++i) {
    add_flow(report, timeline.messages[i], i + 1, events);
  }
  for (const Mark& mark : timeline.marks) add_mark(mark, events);
  return "{\"displayTimeUnit\": \"ms\",\n\"otherData\": " +
         about.dump(-1, ' ', false, Json::error_handler_t::replace) + ",\n\"traceEvents\": [\n" +
         events.text() + "\n]}\n";
}

}  // namespace modnn
