#include "experiments/run/check_values.h"

#include <algorithm>
#include <map>

#include "config/error.h"
#include "experiments/run/progress.h"
#include "process/pool.h"

namespace modnn {
namespace {

constexpr std::size_t values_per_job = 2000;
constexpr std::size_t enough_lines = 1000;

/// What is wrong with the values of one job, as a JSON list of lines.
std::string wrong_with_part(const Sweep& sweep, std::size_t part) {
  Json lines = Json::array();
  const std::size_t end = std::min(sweep.values(), (part + 1) * values_per_job);
  for (std::size_t value = part * values_per_job; value < end; ++value) {
    for (const std::string& line : sweep.wrong_with(value)) lines.push_back(line);
    if (lines.size() > enough_lines) break;
  }
  return lines.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

void check_values(const Sweep& sweep, int jobs, bool quiet) {
  const std::size_t parts = (sweep.values() + values_per_job - 1) / values_per_job;
  std::map<std::size_t, Json> found;  // by part
  if (parts == 1) {
    found[0] = Json::parse(wrong_with_part(sweep, 0));
  } else if (parts > 1) {
    Progress progress(sweep.values(), quiet, Progress::Detail::bar_only, "values");
    PoolOptions pool;
    pool.jobs = jobs;
    pool.jobs_per_child = parts;
    run_forked(
        parts, pool, [&](std::size_t part) { return wrong_with_part(sweep, part); },
        [&](std::size_t part, const JobResult& result) {
          if (!result.succeeded) throw std::runtime_error("values cannot be read: " + result.text);
          found[part] = Json::parse(result.text);
          const std::size_t end = std::min(sweep.values(), (part + 1) * values_per_job);
          progress.step(end - part * values_per_job);
        });
  }
  Problems problems;
  for (const auto& [part, lines] : found) {
    for (const Json& line : lines) {
      const auto& known = problems.lines();
      const auto text = line.get<std::string>();
      if (known.size() < enough_lines && std::find(known.begin(), known.end(), text) == known.end())
        problems.add(text);
    }
  }
  problems.throw_if_any();
}

}  // namespace modnn
