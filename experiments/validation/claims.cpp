#include "experiments/validation/claims.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <optional>
#include <stdexcept>

#include "config/suggest.h"
#include "experiments/validation/claim_sheet.h"
#include "experiments/validation/source_message.h"

namespace modnn {
namespace {

bool holds(const Json& object, const std::string& key, const Json& value) {
  const auto member = object.find(key);
  return member != object.end() && *member == value;
}

/// The rows of one experiment, found by what was swept.
class Rows {
 public:
  Rows(const std::string& experiment, const std::vector<Json>& rows)
      : experiment_(experiment), rows_(rows) {}

  /// The "result" of the one point with these values; otherwise a problem at `place`, and null.
  const Json* result(const Json& point, const Value& place) const {
    std::vector<const Json*> found;
    for (const Json& row : rows_) {
      bool same = true;
      for (const auto& [pointer, value] : point.items())
        same = same && holds(row.at("swept"), pointer, value);
      if (same) found.push_back(&row);
    }
    if (found.size() != 1) {
      place.problem(found.empty() ? none(point) : several(point, found));
      return nullptr;
    }
    const Json& row = *found.front();
    if (row.at("status") != "ok")
      throw std::runtime_error(fmt::format("{}: no result for {}: {}", experiment_, point.dump(),
                                           row.value("error", "the point failed")));
    return &row.at("result");
  }

  /// What varies, of which `matters` is true; "" when nothing.
  std::string varied(bool (*matters)(const std::string&)) const {
    for (const std::string& pointer : swept())
      if (matters(pointer)) return pointer;
    return "";
  }

 private:
  std::vector<std::string> swept() const {
    std::vector<std::string> pointers;
    if (rows_.empty()) return pointers;
    for (const auto& [pointer, value] : rows_.front().at("swept").items())
      pointers.push_back(pointer);
    return pointers;
  }

  std::string none(const Json& point) const {
    const std::vector<std::string> known = swept();
    for (const auto& [pointer, value] : point.items()) {
      if (std::find(known.begin(), known.end(), pointer) != known.end()) continue;
      return fmt::format("the experiment {} does not vary {}{}", experiment_, pointer,
                         did_you_mean(pointer, known));
    }
    return fmt::format("the experiment {} has no point {}", experiment_, point.dump());
  }

  std::string several(const Json& point, const std::vector<const Json*>& found) const {
    const std::vector<std::string> known = swept();
    const auto other = std::find_if(known.begin(), known.end(), [&](const std::string& pointer) {
      return !point.contains(pointer);
    });
    const std::string remedy = other == known.end() ? "" : ": add the value of " + *other;
    return fmt::format("the experiment {} has {} points {}{}", experiment_, found.size(),
                       point.dump(), remedy);
  }

  const std::string& experiment_;
  const std::vector<Json>& rows_;
};

/// The claims of one sheet.
class Reckoning {
 public:
  Reckoning(const ClaimSheet& sheet, const Simulated& simulated)
      : sheet_(sheet), simulated_(simulated), rows_(sheet.experiment, simulated.rows) {}

  ClaimGroup group() {
    ClaimGroup group{sheet_.publication, sheet_.title,      sheet_.experiment, sheet_.source, {},
                     sheet_.note,        sheet_.alternative};
    for (const ClaimRow& row : sheet_.rows) {
      group.claims.push_back({row.quantity, row.unit.word, row.unit.published * row.published,
                              row.unit.simulated * figure(row), row.calibrated});
    }
    if (!message_) return group;
    if (!group.note.empty()) group.note += ' ';
    group.note += note_of(*message_);
    return group;
  }

 private:
  double figure(const ClaimRow& row) {
    const double value = column(row, row.of);
    if (row.form == ClaimForm::value) return value;
    const double against = column(row, row.against);
    if (against == 0)
      row.place.problem("a " + name_of(claim_form_words, row.form) + " divides by " +
                        row.against.name + ", which is 0 here");
    return row.form == ClaimForm::ratio ? value / against : 1 - value / against;
  }

  double column(const ClaimRow& row, const ClaimedColumn& claimed) {
    const Json* result = rows_.result(claimed.point, row.place);
    if (result == nullptr) return 1;
    const auto value = result->find(claimed.name);
    if (value == result->end() || !value->is_number()) {
      row.place.problem(fmt::format("the point {} of {} has nothing in the column {}",
                                    claimed.point.dump(), sheet_.experiment, claimed.name));
      return 1;
    }
    return value->get<double>() + added(row, claimed.name);
  }

  double added(const ClaimRow& row, const std::string& name) {
    if (row.plus == Addition::none) return 0;
    const std::string varied = rows_.varied(changes_source_message);
    if (!varied.empty()) {
      row.place.member("plus").problem(fmt::format(
          "the message is not the same at all points: {} varies {}", sheet_.experiment, varied));
      return 0;
    }
    if (!message_) message_ = source_message(simulated_.resolved);
    return unit_of_column(name) == "s" ? message_->seconds : message_->bytes;
  }

  const ClaimSheet& sheet_;
  const Simulated& simulated_;
  Rows rows_;
  std::optional<SourceMessage> message_;
};

}  // namespace

std::vector<ClaimGroup> published_claims(const std::vector<Document>& files,
                                         const std::vector<std::string>& experiments,
                                         const Simulate& simulate) {
  Problems problems;
  const std::vector<ClaimSheet> sheets = read_claims(files, experiments, problems);
  problems.throw_if_any();
  std::vector<ClaimGroup> groups;
  for (const ClaimSheet& sheet : sheets) {
    const Simulated simulated = simulate(sheet.experiment);
    groups.push_back(Reckoning(sheet, simulated).group());
  }
  problems.throw_if_any();
  return groups;
}

}  // namespace modnn
