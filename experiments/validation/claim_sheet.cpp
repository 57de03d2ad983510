#include "experiments/validation/claim_sheet.h"

#include <algorithm>
#include <filesystem>
#include <limits>

#include "config/suggest.h"
#include "experiments/results/row.h"
#include "experiments/spec/pointers.h"

namespace modnn {
namespace {

/// The values of "point", over those that are there.
void read_point(KeyReader& object, Json& point) {
  const auto values = object.member("point");
  if (!values) return;
  for (const std::string& pointer : values->keys()) {
    const Value value = values->member(pointer);
    const std::string wrong = wrong_with_pointer(pointer);
    if (!wrong.empty()) value.problem(wrong);
    point[pointer] = value.json();
  }
}

/// The number of the file that `pointer` points to.
double read_figure(const Value& pointer) {
  const std::string text = pointer.string();
  const Document& file = pointer.document();
  if (!pointer.is_string()) return 1;
  if (!file.origins.contains(text) || text.empty()) {
    std::vector<std::string> figures;
    for (const auto& [place, origin] : file.origins)
      if (file.root.at(Json::json_pointer(place)).is_number()) figures.push_back(place);
    pointer.problem("there is no " + text + " in this file" + did_you_mean(text, figures));
    return 1;
  }
  const Value figure(file, pointer.problems(), text);
  if (!figure.is_number()) {
    pointer.problem("expected the place of a number, got that of " +
                    std::string(figure.json().type_name()) + " " + text);
    return 1;
  }
  const double number = figure.number();
  if (number == 0) figure.expected("a number other than 0, as errors are parts of it");
  return number == 0 ? 1 : number;
}

ClaimUnit unit_named(const std::string& word) {
  const auto& units = claim_units();
  return *std::find_if(units.begin(), units.end(),
                       [&](const ClaimUnit& unit) { return unit.word == word; });
}

std::string in_words(const std::string& unit) {
  return unit.empty() ? "a number without a unit" : "in " + unit;
}

/// A ratio has no unit, a column its own.
void check_unit(const ClaimRow& row) {
  const std::string unit = unit_of_column(row.of.name);
  const std::string against = unit_of_column(row.against.name);
  std::string what = "the column " + row.of.name;
  if (row.form != ClaimForm::value) {
    if (unit != against) {
      row.place.problem(what + " is " + in_words(unit) + ", but " + row.against.name + " is " +
                        in_words(against));
      return;
    }
    what = "a " + name_of(claim_form_words, row.form);
  }
  const std::string shown = row.form == ClaimForm::value ? unit : "";
  if (row.unit.column == shown) return;
  std::string fitting;
  for (const ClaimUnit& other : claim_units())
    if (other.column == shown) fitting += (fitting.empty() ? "" : ", ") + other.word;
  const bool none = fitting.empty();
  row.place.member("unit").problem(what + " is " + in_words(shown) +
                                   (none ? ": it cannot be a claim" : ": expected " + fitting));
}

void check_addition(const ClaimRow& row) {
  if (row.plus == Addition::none) return;
  for (const std::string& name : {row.of.name, row.against.name}) {
    const std::string unit = unit_of_column(name);
    if (unit == "s" || unit == "bytes") continue;
    row.place.member("plus").problem("a message has seconds and bytes, but the column " + name +
                                     " is " + in_words(unit));
    return;
  }
}

void read_against(KeyReader& object, ClaimRow& row) {
  row.against = row.of;
  const auto against = object.member("against");
  if (row.form == ClaimForm::value) {
    if (against) against->problem("a value is held against nothing: write \"form\": \"ratio\"");
    return;
  }
  if (!against) {
    const std::string form = name_of(claim_form_words, row.form);
    return row.place.problem("missing key \"against\": what a " + form + " divides by");
  }
  KeyReader other(*against, claim_against_keys());
  if (other.has("column")) row.against.name = other.word("column");
  read_point(other, row.against.point);
  other.done();
}

ClaimRow read_row(const Value& value, const Json& point) {
  KeyReader object(value, claim_keys());
  ClaimRow row{.place = value, .quantity = object.text("quantity")};
  if (const auto published = object.member("published")) row.published = read_figure(*published);
  const auto unit = object.member("unit");
  row.unit = unit_named(unit ? object.word("unit") : claim_units().front().word);
  const auto column = object.member("column");
  if (column) row.of.name = object.word("column");
  row.of.point = point;
  read_point(object, row.of.point);
  row.form = object.word("form", claim_form_words);
  if (object.has("plus")) row.plus = object.word("plus", addition_words);
  row.calibrated = object.word("split") == "calibrated";
  read_against(object, row);
  object.done();
  if (unit && column) check_unit(row);
  if (column) check_addition(row);
  return row;
}

ClaimSheet read_sheet(const Value& value, const std::string& source,
                      const std::vector<std::string>& experiments) {
  KeyReader object(value, claim_group_keys());
  ClaimSheet sheet;
  sheet.title = object.text("title");
  sheet.source = source;
  if (const auto name = object.member("experiment")) {
    sheet.experiment = name->string();
    const bool known = std::count(experiments.begin(), experiments.end(), sheet.experiment) > 0;
    if (name->is_string() && !known)
      name->problem("there is no experiment \"" + sheet.experiment + "\"" +
                    did_you_mean(sheet.experiment, experiments));
  }
  sheet.note = object.text("note");
  sheet.alternative = object.boolean("alternative");
  Json point = Json::object();
  read_point(object, point);
  if (const auto rows = object.member("rows")) {
    for (const Value& row : rows->elements()) sheet.rows.push_back(read_row(row, point));
    if (rows->is_array() && sheet.rows.empty()) rows->expected("a list of at least one row");
  }
  object.done();
  return sheet;
}

/// What a file without a year has instead: it comes last.
constexpr std::int64_t no_year = std::numeric_limits<std::int64_t>::max();

using Dated = std::pair<std::int64_t, std::vector<ClaimSheet>>;

/// The name under which experiments know a file.
std::string publication_of(const Document& file) {
  const auto origin = file.origins.find("");
  return origin == file.origins.end() ? ""
                                      : std::filesystem::path(origin->second.file).stem().string();
}

/// The other keys of the file are its figures.
Dated read_file(const Value& file, const std::vector<std::string>& experiments) {
  KeyReader object(file, published_keys());
  Dated sheets{object.has("year") ? object.integer("year") : no_year, {}};
  const auto claims = object.member("claims");
  if (!claims) return sheets;
  const std::string source = object.text("source");
  for (const Value& sheet : claims->elements())
    sheets.second.push_back(read_sheet(sheet, source, experiments));
  for (ClaimSheet& sheet : sheets.second) sheet.publication = publication_of(file.document());
  return sheets;
}

}  // namespace

std::string unit_of_column(const std::string& name) {
  for (const ResultColumn& column : row_columns().report)
    if (column.name == name) return column.unit;
  return "";
}

std::vector<ClaimSheet> read_claims(const std::vector<Document>& files,
                                    const std::vector<std::string>& experiments,
                                    Problems& problems) {
  std::vector<Dated> dated;
  dated.reserve(files.size());
  for (const Document& file : files) dated.push_back(read_file({file, problems}, experiments));
  std::stable_sort(dated.begin(), dated.end(),
                   [](const Dated& one, const Dated& other) { return one.first < other.first; });
  std::vector<ClaimSheet> all;
  for (Dated& file : dated)
    std::move(file.second.begin(), file.second.end(), std::back_inserter(all));
  return all;
}

}  // namespace modnn
