#include "config/reader.h"

#include <algorithm>
#include <cmath>

#include "config/catalog.h"
#include "config/error.h"
#include "config/pointer.h"
#include "config/suggest.h"

namespace modnn {
namespace {

constexpr std::size_t most_printed = 20;
constexpr std::size_t most_kept = 1000;
constexpr std::size_t longest_value = 60;

std::string text_of(double number) {
  const bool integer = number == std::floor(number) && std::abs(number) < 1e16;
  return integer ? std::to_string(static_cast<std::int64_t>(number)) : Json(number).dump();
}

/// The value as the user wrote it, shortened.
std::string text_of(const Json& value) {
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() > longest_value) text = text.substr(0, longest_value - 3) + "...";
  return text;
}

std::string list_of(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names)
    text.append(text.empty() ? "\"" : ", \"").append(name).append("\"");
  return text;
}

bool is_comment(const std::string& key) { return key == "$schema" || key == "$comment"; }

}  // namespace

void Problems::add(const Document& document, std::string_view pointer, std::string_view text) {
  if (lines_.size() >= most_kept) return add("");
  const Origin origin = origin_of(document, pointer);
  std::string line = display_name(origin.file);
  if (origin.line > 0) line += ":" + std::to_string(origin.line);
  line += ": " + (pointer.empty() ? "/" : std::string(pointer)) + ": ";
  add(line + std::string(text));
}

void Problems::add(std::string line) {
  if (lines_.size() < most_kept) {
    lines_.push_back(std::move(line));
  } else {
    ++more_;
  }
}

void Problems::throw_if_any() const {
  if (lines_.empty()) return;
  std::vector<std::string> printed(
      lines_.begin(),
      lines_.begin() + static_cast<std::ptrdiff_t>(std::min(lines_.size(), most_printed)));
  if (lines_.size() > most_printed) {
    printed.push_back("... and " + std::to_string(lines_.size() - most_printed + more_) +
                      " more problems");
  }
  throw InputError(std::move(printed));
}

std::string describe(const Bounds& bounds, bool integer) {
  const std::string what = integer ? "an integer" : "a number";
  const bool low = bounds.low > any_number.low;
  const bool high = bounds.high < any_number.high;
  if (low && high) {
    return what + " in " + (bounds.low_open ? "(" : "[") + text_of(bounds.low) + ", " +
           text_of(bounds.high) + "]";
  }
  if (low) return what + (bounds.low_open ? " > " : " >= ") + text_of(bounds.low);
  if (high) return what + " <= " + text_of(bounds.high);
  return what;
}

Value::Value(const Document& document, Problems& problems, std::string pointer)
    : document_(&document),
      problems_(&problems),
      pointer_(std::move(pointer)),
      json_(&document.root.at(Json::json_pointer(pointer_))) {}

void Value::problem(std::string_view text) const { problems_->add(*document_, pointer_, text); }

void Value::expected(std::string_view what) const {
  problem("expected " + std::string(what) + ", got " + text_of(*json_));
}

double Value::number(const Bounds& bounds) const {
  if (json_->is_number()) {
    const double number = json_->get<double>();
    const bool low = bounds.low_open ? number > bounds.low : number >= bounds.low;
    if (low && number <= std::min(bounds.high, any_number.high)) return number;
    // The generic bound is no part of the description: say why a huge number is refused.
    if (low && bounds.high >= any_number.high) {
      expected(describe(bounds, false) + " of at most 1e18");
      return bounds.low;
    }
  }
  expected(describe(bounds, false));
  return bounds.low;
}

std::int64_t Value::integer(const Bounds& bounds) const {
  const double lowest = std::max(bounds.low, -9e18);
  if (json_->is_number()) {
    const double number = json_->get<double>();
    const bool low = bounds.low_open ? number > bounds.low : number >= bounds.low;
    if (low && number <= bounds.high && number == std::floor(number)) {
      return static_cast<std::int64_t>(number);
    }
  }
  expected(describe(bounds, true));
  return static_cast<std::int64_t>(lowest);
}

bool Value::boolean() const {
  if (!json_->is_boolean()) expected("true or false");
  return json_->is_boolean() && json_->get<bool>();
}

std::string Value::string() const {
  if (!json_->is_string()) expected("a string");
  return json_->is_string() ? json_->get<std::string>() : "";
}

std::string Value::word(const std::vector<std::string>& names) const {
  if (json_->is_string()) {
    const auto found = std::find(names.begin(), names.end(), json_->get<std::string>());
    if (found != names.end()) return *found;
  }
  const std::string hint =
      json_->is_string() ? did_you_mean(json_->get<std::string>(), names) : std::string();
  problem("expected one of " + list_of(names) + ", got " + text_of(*json_) + hint);
  return names.front();
}

std::vector<Value> Value::elements() const {
  std::vector<Value> values;
  if (!json_->is_array()) {
    expected("a list");
    return values;
  }
  for (std::size_t i = 0; i < json_->size(); ++i) {
    values.emplace_back(*document_, *problems_, pointer_ + "/" + std::to_string(i));
  }
  return values;
}

std::vector<std::string> Value::keys() const {
  std::vector<std::string> keys;
  if (!json_->is_object()) {
    expected("an object");
    return keys;
  }
  for (const auto& [key, member] : json_->items()) {
    if (!is_comment(key)) keys.push_back(key);
  }
  return keys;
}

Value Value::member(const std::string& key) const {
  return Value(*document_, *problems_, pointer_ + "/" + escaped(key));
}

ObjectReader::ObjectReader(const Value& value) : value_(value), usable_(value.is_object()) {
  if (!usable_) value.expected("an object");
}

bool ObjectReader::has(const std::string& key) const {
  return usable_ && value_.json().contains(key);
}

std::optional<Value> ObjectReader::optional(const std::string& key) {
  known_.insert(key);
  if (!has(key)) return std::nullopt;
  return value_.member(key);
}

std::optional<Value> ObjectReader::required(const std::string& key) {
  auto member = optional(key);
  if (!member && usable_) value_.problem("missing key \"" + key + "\"");
  return member;
}

double ObjectReader::number(const std::string& key, const Bounds& bounds) {
  const auto member = required(key);
  return member ? member->number(bounds) : bounds.low;
}

std::int64_t ObjectReader::integer(const std::string& key, const Bounds& bounds) {
  const auto member = required(key);
  return member ? member->integer(bounds) : static_cast<std::int64_t>(std::max(bounds.low, -9e18));
}

std::string ObjectReader::string(const std::string& key) {
  const auto member = required(key);
  return member ? member->string() : "";
}

double ObjectReader::number(const std::string& key, const Bounds& bounds, double fallback) {
  const auto member = optional(key);
  return member ? member->number(bounds) : fallback;
}

std::int64_t ObjectReader::integer(const std::string& key, const Bounds& bounds,
                                   std::int64_t fallback) {
  const auto member = optional(key);
  return member ? member->integer(bounds) : fallback;
}

bool ObjectReader::boolean(const std::string& key, bool fallback) {
  const auto member = optional(key);
  return member ? member->boolean() : fallback;
}

std::string ObjectReader::string(const std::string& key, const std::string& fallback) {
  const auto member = optional(key);
  return member ? member->string() : fallback;
}

void ObjectReader::done() {
  if (!usable_) return;
  const std::vector<std::string> known(known_.begin(), known_.end());
  for (const std::string& key : value_.keys()) {
    if (known_.contains(key)) continue;
    const std::string hint = did_you_mean(key, known);
    value_.member(key).problem("unknown key \"" + key + "\"" +
                               (hint.empty() ? "; known are " + list_of(known) : hint));
  }
}

}  // namespace modnn
