#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/document.h"

namespace modnn {

/// Collects everything that is wrong with the input, so that all of it is reported at once.
class Problems {
 public:
  /// Records `file:line: pointer: text`.
  void add(const Document& document, std::string_view pointer, std::string_view text);
  /// Records a line that is not about a place in a JSON file.
  void add(std::string line);
  bool empty() const { return lines_.empty(); }
  const std::vector<std::string>& lines() const { return lines_; }
  /// Throws InputError with at most 20 lines (and a last one that counts the rest).
  void throw_if_any() const;

 private:
  std::vector<std::string> lines_;  ///< the first thousand: a file may hold millions
  std::size_t more_ = 0;
};

/// Admissible numbers. `low_open` excludes the lower bound itself.
struct Bounds {
  double low = -1e18;
  double high = 1e18;
  bool low_open = false;
};
inline constexpr Bounds any_number{};
inline constexpr Bounds positive{0.0, 1e18, true};
inline constexpr Bounds non_negative{0.0, 1e18, false};
inline constexpr Bounds fraction{0.0, 1.0, false};
inline constexpr Bounds positive_fraction{0.0, 1.0, true};

/// `a number > 0`, `an integer between 1 and 64`, ...: what an error says was expected.
std::string describe(const Bounds& bounds, bool integer);

/// A cursor to one JSON value. Reading functions never throw: a wrong type or range is recorded
/// in the Problems and a harmless value (the lower bound, an empty string, ...) is returned, so
/// that reading goes on and finds the other problems too.
class Value {
 public:
  Value(const Document& document, Problems& problems, std::string pointer = "");

  const Json& json() const { return *json_; }
  const std::string& pointer() const { return pointer_; }
  const Document& document() const { return *document_; }
  Problems& problems() const { return *problems_; }

  bool is_object() const { return json_->is_object(); }
  bool is_array() const { return json_->is_array(); }
  bool is_string() const { return json_->is_string(); }
  bool is_number() const { return json_->is_number(); }

  double number(const Bounds& bounds = any_number) const;
  std::int64_t integer(const Bounds& bounds = any_number) const;
  bool boolean() const;
  std::string string() const;
  /// One of `names`; otherwise a problem that lists them and suggests the nearest. Returns the
  /// first on error.
  std::string word(const std::vector<std::string>& names) const;
  /// The elements of an array (recorded problem and empty when it is none).
  std::vector<Value> elements() const;
  /// The keys of an object, in file order, without `$schema` and `$comment`.
  std::vector<std::string> keys() const;
  /// The member `key` of an object; the key must exist.
  Value member(const std::string& key) const;

  /// Records a problem at this value: `expected <what>, got <this value>`.
  void expected(std::string_view what) const;
  /// Records a problem at this value in free words.
  void problem(std::string_view text) const;

 private:
  const Document* document_;
  Problems* problems_;
  std::string pointer_;
  const Json* json_;
};

/// Reads one JSON object: remembers which keys were asked for, and reports the others.
class ObjectReader {
 public:
  explicit ObjectReader(const Value& value);

  const Value& value() const { return value_; }
  bool has(const std::string& key) const;

  /// Required members: a missing one is a problem at the object.
  double number(const std::string& key, const Bounds& bounds);
  std::int64_t integer(const std::string& key, const Bounds& bounds);
  std::string string(const std::string& key);
  std::optional<Value> required(const std::string& key);

  /// Members with a documented default.
  double number(const std::string& key, const Bounds& bounds, double fallback);
  std::int64_t integer(const std::string& key, const Bounds& bounds, std::int64_t fallback);
  bool boolean(const std::string& key, bool fallback);
  std::string string(const std::string& key, const std::string& fallback);
  std::optional<Value> optional(const std::string& key);

  /// Records every member that nobody asked for (but `$schema` and `$comment`), with the nearest
  /// known key.
  void done();

 private:
  Value value_;
  std::set<std::string> known_;
  bool usable_;
};

}  // namespace modnn
