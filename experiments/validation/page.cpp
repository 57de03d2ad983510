#include "experiments/validation/page.h"

#include <cmath>
#include <fmt/format.h>
#include <stdexcept>

#include "experiments/validation/mean_error.h"

namespace modnn {
namespace {

constexpr const char* begin_mark = "<!-- modnn validate: begin -->\n";
constexpr const char* end_mark = "<!-- modnn validate: end -->\n";

/// The kinds of quantities that are predicted, in the order of their first claim.
std::vector<std::string> predicted_kinds(const ClaimGroup& group) {
  std::vector<std::string> kinds;
  for (const Claim& claim : group.claims) {
    const std::string kind = claim.quantity.substr(0, claim.quantity.find(','));
    if (!claim.calibrated && (kinds.empty() || kinds.back() != kind)) kinds.push_back(kind);
  }
  return kinds;
}

}  // namespace

std::string error_text(const Claim& claim) {
  const double rounded = std::round(1000 * claim.error()) / 10;
  return fmt::format("{:+.1f} %", rounded == 0 ? 0.0 : rounded);
}

std::string validation_markdown(const std::vector<ClaimGroup>& groups) {
  std::string text = "\nMean absolute error of all that is predicted of a publication:\n\n";
  for (const auto& [publication, error] : errors_of_publications(groups))
    text += fmt::format("- {}: {}\n", publication, mean_error_text(error));
  for (const ClaimGroup& group : groups) {
    text += fmt::format("\n## {}\n\n`modnn run experiments/{}.json`. Published: {}.\n\n",
                        group.title, group.experiment, group.source);
    if (group.alternative)
      text += "Another reading of the publication, which its line above does not count.\n\n";
    text += "| quantity | unit | published | simulated | error | |\n";
    text += "| --- | --- | ---: | ---: | ---: | --- |\n";
    for (const Claim& claim : group.claims) {
      text += fmt::format("| {} | {} | {:.2f} | {:.2f} | {} | {} |\n", claim.quantity, claim.unit,
                          claim.published, claim.simulated, error_text(claim),
                          claim.calibrated ? "calibrated" : "predicted");
    }
    text += "\nMean absolute error of what is predicted:\n\n";
    for (const std::string& kind : predicted_kinds(group))
      text += fmt::format("- {}: {}\n", kind,
                          mean_error_text(mean_error(predicted_errors(group, kind))));
    if (!group.note.empty()) text += "\n" + group.note + "\n";
  }
  return text;
}

std::string with_generated_part(const std::string& document, const std::string& generated) {
  const std::size_t begin = document.find(begin_mark);
  const std::size_t end = document.find(end_mark);
  if (begin == std::string::npos || end == std::string::npos || end < begin)
    throw std::runtime_error(fmt::format("the lines {} and {} are missing",
                                         std::string_view(begin_mark).substr(0, 30),
                                         std::string_view(end_mark).substr(0, 28)));
  const std::size_t inside = begin + std::string(begin_mark).size();
  return document.substr(0, inside) + generated + "\n" + document.substr(end);
}

}  // namespace modnn
