#include "experiments/run/remarks.h"

#include <algorithm>
#include <fmt/format.h>

#include "process/streams.h"

namespace modnn {

void Remarks::add(const std::string& sentence, const std::string& point) {
  constexpr std::size_t most = 10;
  const auto same = [&](const Remark& remark) { return remark.sentence == sentence; };
  const auto found = std::find_if(remarks_.begin(), remarks_.end(), same);
  if (found != remarks_.end()) {
    ++found->points;
  } else if (remarks_.size() < most) {
    remarks_.push_back({sentence, point, 1});
  } else {
    ++others_;
  }
}

std::string Remarks::text(const std::string& kind) const {
  std::string lines;
  for (const Remark& remark : remarks_) {
    lines += fmt::format("modnn: {}: {}: {}{}\n", kind, one_line(remark.first),
                         one_line(remark.sentence),
                         remark.points > 1 ? fmt::format(" ({} points)", remark.points) : "");
  }
  if (others_ > 0) {
    lines += fmt::format("modnn: {}: {} further points, see summary.csv\n", kind, others_);
  }
  return lines;
}

}  // namespace modnn
