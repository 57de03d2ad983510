#include "experiments/results/stream_rows.h"

#include <algorithm>
#include <cmath>

#include "experiments/results/row.h"
#include "experiments/results/row_table.h"

namespace modnn {
namespace {

/// What there is only with a workload.
template <class Value>
Json of_stream(const Report& r, const Value& value) {
  return r.stream ? Json(value(*r.stream)) : Json(nullptr);
}

/// Where some image was answered.
template <class Value>
Json of_answered(const Report& r, const Value& value) {
  return r.stream && r.stream->answered() > 0 ? Json(value(*r.stream)) : Json(nullptr);
}

Json latency(const Report& r, double quantile) {
  return of_answered(r, [quantile](const StreamReport& s) { return s.latency_s(quantile); });
}

/// What there is only where the cell changes or messages are lost.
template <class Member>
Json of_churn(const Report& r, Member member) {
  return r.churn ? Json(*r.churn.*member) : Json(nullptr);
}

bool is_correct(const ImageReport& image) { return image.answer == image.label; }

bool knows_labels(const Report& r) { return r.stream && r.stream->images.at(0).label >= 0; }

constexpr Row<Report> time_rows[] = {
    {"latency_mean_s", "s",
     "from an image's arrival to its answer there; this and below: workload only",
     [](const Report& r) {
       return of_answered(r, [](const StreamReport& s) { return s.mean_latency_s(); });
     }},
    {"latency_p50_s", "s", "what half of the latencies do not exceed (nearest rank)",
     [](const Report& r) { return latency(r, 0.5); }},
    {"latency_p95_s", "s", "the same of 95 %", [](const Report& r) { return latency(r, 0.95); }},
    {"latency_p99_s", "s", "the same of 99 %", [](const Report& r) { return latency(r, 0.99); }},
    {"latency_max_s", "s", "the largest", [](const Report& r) { return latency(r, 1); }},
    {"throughput_per_s", "1/s", "answered images / makespan_s",
     [](const Report& r) {
       return of_stream(r, [&r](const StreamReport& s) { return s.answered() / r.makespan_s; });
     }},
    {"queue_mean", "", "images that wait for their turn, over the makespan",
     [](const Report& r) {
       return of_stream(r, [](const StreamReport& s) { return s.queue.mean; });
     }},
    {"queue_max", "", "at most",
     [](const Report& r) {
       return of_stream(r, [](const StreamReport& s) { return s.queue.most; });
     }},
    {"in_system_mean", "", "images that wait or are under way, over the makespan",
     [](const Report& r) {
       return of_stream(r, [](const StreamReport& s) { return s.in_system.mean; });
     }},
    {"in_system_max", "", "at most",
     [](const Report& r) {
       return of_stream(r, [](const StreamReport& s) { return s.in_system.most; });
     }},
    {"under_way_max", "", "images under way at once, at most",
     [](const Report& r) {
       return of_stream(r, [](const StreamReport& s) { return s.in_service.most; });
     }},
};

constexpr Row<Report> use_rows[] = {
    {"processor_utilisation", "",
     "share of the makespan in which the busiest device computes or pages",
     [](const Report& r) {
       return of_stream(r, [&r](const StreamReport&) {
         double most = 0;
         for (const DeviceReport& device : r.devices) most = std::max(most, device.utilisation());
         return most;
       });
     }},
    {"air_utilisation", "", "share of the makespan in which something is on the air",
     [](const Report& r) {
       return of_stream(r, [&r](const StreamReport& s) { return s.air_busy_s / r.makespan_s; });
     }},
    {"energy_per_image_j", "J", "energy_j / images",
     [](const Report& r) {
       return of_stream(r, [&r](const StreamReport& s) {
         return r.energy_j / static_cast<double>(s.images.size());
       });
     }},
    {"late_images", "", "images whose latency exceeds the deadline; empty without one",
     [](const Report& r) -> Json {
       if (!r.stream || std::isinf(r.stream->deadline_s)) return nullptr;
       return r.stream->late();
     }},
    {"correct_images", "", "images whose answer is their label; workload.images_from only",
     [](const Report& r) -> Json {
       if (!knows_labels(r)) return nullptr;
       return std::ranges::count_if(r.stream->images, is_correct);
     }},
    {"accuracy", "", "correct_images / images",
     [](const Report& r) -> Json {
       if (!knows_labels(r)) return nullptr;
       return static_cast<double>(std::ranges::count_if(r.stream->images, is_correct)) /
              static_cast<double>(r.stream->images.size());
     }},
};

constexpr Row<Report> churn_rows[] = {
    {"lost_images", "",
     "images that have no answer as a phone left; this and below: events, churn or loss only",
     [](const Report& r) { return of_churn(r, &ChurnReport::lost_images); }},
    {"resent_bytes", "bytes",
     "of messages that were lost, or arrived and whose content had to be sent again",
     [](const Report& r) { return of_churn(r, &ChurnReport::resent_bytes); }},
    {"recomputed_macs", "MAC", "of tasks that had ended, and were done again",
     [](const Report& r) { return of_churn(r, &ChurnReport::recomputed_macs); }},
    {"added_s", "s",
     "sum over the images of the time from when all was there that an image goes on from, after "
     "a phone left, until it did go on",
     [](const Report& r) { return of_churn(r, &ChurnReport::added_s); }},
    {"handed_out_bytes", "bytes", "of weights that phones were sent meanwhile, as they lacked them",
     [](const Report& r) { return of_churn(r, &ChurnReport::handed_out_bytes); }},
};

/// What the columns of images.csv are taken from.
struct MeasuredImage {
  const Report& report;
  int number;

  const ImageReport& image() const {
    return report.stream->images[static_cast<std::size_t>(number)];
  }
};

Json known(int number) { return number < 0 ? Json(nullptr) : Json(number); }

constexpr Row<MeasuredImage> image_rows[] = {
    {"image_number", "", "from 0, in the order of arrival",
     [](const MeasuredImage& m) -> Json { return m.number; }},
    {"source", "", "device at which it arrived",
     [](const MeasuredImage& m) -> Json {
       return m.report.devices[static_cast<std::size_t>(m.image().source)].name;
     }},
    {"arrival_s", "s", "when, from time 0 on",
     [](const MeasuredImage& m) -> Json { return m.image().arrival_s; }},
    {"begin_s", "s", "when it was its turn",
     [](const MeasuredImage& m) -> Json { return m.image().begin_s; }},
    {"end_s", "s", "when its answer was at the source, or the image was given up",
     [](const MeasuredImage& m) -> Json { return m.image().end_s; }},
    {"wait_s", "s", "begin_s - arrival_s",
     [](const MeasuredImage& m) -> Json { return m.image().begin_s - m.image().arrival_s; }},
    {"latency_s", "s", "end_s - arrival_s; empty of a lost image",
     [](const MeasuredImage& m) -> Json {
       return m.image().is_lost ? Json(nullptr) : Json(m.image().latency_s());
     }},
    {"late", "", "1 when latency_s exceeds the deadline, else 0; empty without one",
     [](const MeasuredImage& m) -> Json {
       const double deadline_s = m.report.stream->deadline_s;
       return std::isinf(deadline_s) || m.image().is_lost
                  ? Json(nullptr)
                  : Json(int{m.image().latency_s() > deadline_s});
     }},
    {"image_error", "", "as max_relative_error, of its answer; mode numeric only",
     [](const MeasuredImage& m) -> Json {
       return m.report.results.empty() || m.image().is_lost ? Json(nullptr)
                                                            : Json(m.image().max_relative_error);
     }},
    {"lost", "", "1 when it has no answer, else 0",
     [](const MeasuredImage& m) -> Json { return int{m.image().is_lost}; }},
    {"attempts", "", "how often it was begun: again when a phone left in the midst of it",
     [](const MeasuredImage& m) -> Json { return m.image().attempts; }},
    {"file", "", "of the image; workload.images_from only, like those below",
     [](const MeasuredImage& m) -> Json {
       return m.image().file.empty() ? Json(nullptr) : Json(m.image().file);
     }},
    {"label", "", "what it shows", [](const MeasuredImage& m) { return known(m.image().label); }},
    {"answer", "", "what was recognised: the place of the largest output, from 0",
     [](const MeasuredImage& m) { return known(m.image().answer); }},
};

}  // namespace

void describe_stream(const Report& report, Json& row) {
  describe(time_rows, report, row);
  describe(use_rows, report, row);
  describe(churn_rows, report, row);
}

Json describe_images(const Report& report) {
  Json rows = Json::array();
  const int images = report.stream ? static_cast<int>(report.stream->images.size()) : 0;
  for (int number = 0; number < images; ++number)
    describe(image_rows, MeasuredImage{report, number}, rows.emplace_back());
  return rows;
}

ResultColumns stream_columns() {
  ResultColumns columns;
  add_columns(time_rows, columns);
  add_columns(use_rows, columns);
  add_columns(churn_rows, columns);
  return columns;
}

ResultColumns image_columns() {
  ResultColumns columns;
  add_columns(image_rows, columns);
  return columns;
}

}  // namespace modnn
