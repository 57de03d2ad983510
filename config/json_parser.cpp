#include "config/json_parser.h"

#include <vector>

#include "config/error.h"
#include "config/pointer.h"

namespace modnn {
namespace {

/// Walks the text for nlohmann's lexer and counts the lines that it has read.
class LineCounter {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  LineCounter(const char* at, int* line, bool* at_line_end)
      : at_(at), line_(line), at_line_end_(at_line_end) {}
  reference operator*() const { return *at_; }
  LineCounter& operator++() {
    *at_line_end_ = *at_ == '\n';
    if (*at_line_end_) ++*line_;
    ++at_;
    return *this;
  }
  LineCounter operator++(int) {
    LineCounter before = *this;
    ++*this;
    return before;
  }
  bool operator==(const LineCounter& other) const { return at_ == other.at_; }
  bool operator!=(const LineCounter& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  int* line_;
  bool* at_line_end_;
};

/// Text that the parser stumbled over, with bytes that are no UTF-8 as `<FF>`.
std::string printable(const std::string& text) {
  try {
    static_cast<void>(Json(text).dump());
    return text;
  } catch (const Json::type_error&) {
    constexpr const char* digits = "0123456789ABCDEF";
    std::string safe;
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      safe += byte < 0x80 ? std::string(1, c)
                          : std::string{'<', digits[byte >> 4U], digits[byte & 15U], '>'};
    }
    return safe;
  }
}

/// Builds the document from the parser's events.
class Builder : public nlohmann::json_sax<Json> {
 public:
  Builder(Document& document, std::string file, const Room& room, const int& line,
          const bool& at_line_end)
      : document_(document),
        file_(std::move(file)),
        room_(room),
        bytes_left_(room.bytes),
        line_(line),
        at_line_end_(at_line_end) {}

  std::vector<std::string> errors;

  bool null() override { return add(Json(nullptr), line_); }
  bool boolean(bool value) override { return add(Json(value), line_); }
  bool number_integer(number_integer_t value) override { return add(Json(value), number_line()); }
  bool number_unsigned(number_unsigned_t value) override { return add(Json(value), number_line()); }
  bool number_float(number_float_t value, const string_t& /*text*/) override {
    return add(Json(value), number_line());
  }
  bool string(string_t& value) override { return add(Json(value), line_); }
  bool binary(binary_t& /*value*/) override { return false; }

  bool start_object(std::size_t /*size*/) override { return open(Json::object()); }
  bool start_array(std::size_t /*size*/) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& key) override {
    Level& level = levels_.back();
    // Looking one up goes through them all.
    if (level.value->size() >= room_.keys) {
      error(line_,
            "expected an object of at most " + std::to_string(room_.keys) + " keys, got more");
      return false;
    }
    if (level.value->contains(key)) {
      const int first = origin_of(document_, level.pointer + "/" + escaped(key)).line;
      error(line_, "duplicate key \"" + key + "\", first in line " + std::to_string(first));
      constexpr std::size_t enough = 1000;
      if (errors.size() >= enough) return false;
    }
    level.key = key;
    return true;
  }

  bool parse_error(std::size_t /*position*/, const std::string& last_token,
                   const nlohmann::detail::exception& exception) override {
    if (last_token.empty() && levels_.empty() && document_.root.is_null()) {
      error(line_, "expected a JSON value, got an empty file");
    } else if (exception.id == 406) {
      error(number_line(), "number out of range: " + last_token);
    } else {
      error(number_line(), reason(exception.what(), printable(last_token)));
    }
    return false;
  }

 private:
  struct Level {
    Json* value;
    std::string pointer;
    std::string key;
  };

  /// The lexer has read one character past a number: the line end, maybe.
  int number_line() const { return at_line_end_ ? line_ - 1 : line_; }

  void error(int line, const std::string& text) {
    errors.push_back(file_ + ":" + std::to_string(line) + ": " + text);
  }

  /// nlohmann's sentence without its prefix: "expected ',' or '}', got ...".
  static std::string reason(const std::string& what, const std::string& last_token) {
    const std::string expected = "expected ";
    const std::size_t at = what.rfind(expected);
    if (at != std::string::npos && what.find("unexpected end of input") != std::string::npos) {
      return "invalid JSON: " + what.substr(at) + ", got the end of the file";
    }
    if (at != std::string::npos) return "invalid JSON: " + what.substr(at) + ", got " + last_token;
    const std::size_t dash = what.find(" - ");
    const std::size_t semicolon = what.find("; last read");
    const std::string text =
        dash == std::string::npos ? "" : what.substr(dash + 3, semicolon - dash - 3);
    return "invalid JSON near " + last_token + (text.empty() ? "" : ": " + text);
  }

  std::string pointer_of_next() const {
    if (levels_.empty()) return "";
    const Level& level = levels_.back();
    return level.pointer + "/" +
           (level.value->is_array() ? std::to_string(level.value->size()) : escaped(level.key));
  }

  /// Null when there is no room left for it. Every value is remembered with its whole pointer, so
  /// that one long key above many values would take far more memory than the file has bytes.
  Json* place(Json value, int line) {
    const std::string pointer = pointer_of_next();
    constexpr std::size_t nodes = 128;  // of the value, of its place, and what allocation adds
    const std::size_t bytes = nodes + pointer.size() + file_.size();
    if (bytes <= bytes_left_) {
      bytes_left_ -= bytes;
      document_.origins[pointer] = {file_, line};
    } else if (room_.values_beyond) {
      bytes_left_ = 0;  // from here on every value is said to be where the nearest one above it is
    } else {
      error(line_, "too many values, or too long keys above them, to be held in memory");
      return nullptr;
    }
    if (levels_.empty()) {
      document_.root = std::move(value);
      return &document_.root;
    }
    Level& level = levels_.back();
    if (level.value->is_array()) {
      level.value->push_back(std::move(value));
      return &level.value->back();
    }
    Json& member = (*level.value)[level.key];
    member = std::move(value);
    return &member;
  }

  bool add(Json value, int line) { return place(std::move(value), line) != nullptr; }

  bool open(Json value) {
    if (levels_.size() >= room_.levels) {
      error(line_, "nested deeper than " + std::to_string(room_.levels) + " levels");
      return false;
    }
    std::string pointer = pointer_of_next();
    Json* placed = place(std::move(value), line_);
    if (placed == nullptr) return false;
    levels_.push_back({placed, std::move(pointer), ""});
    return true;
  }

  bool close() {
    levels_.pop_back();
    return true;
  }

  Document& document_;
  std::string file_;
  Room room_;
  std::size_t bytes_left_;
  const int& line_;
  const bool& at_line_end_;
  std::vector<Level> levels_;
};

}  // namespace

Document parse_with_lines(std::string_view text, const std::string& file, const Room& room) {
  Document document;
  int line = 1;
  bool at_line_end = false;
  Builder builder(document, file, room, line, at_line_end);
  const LineCounter begin(text.data(), &line, &at_line_end);
  const LineCounter end(text.data() + text.size(), &line, &at_line_end);
  const bool complete = Json::sax_parse(begin, end, &builder);
  if (!builder.errors.empty()) throw InputError(builder.errors);
  if (!complete) throw InputError(file + ": not JSON");
  return document;
}

}  // namespace modnn
