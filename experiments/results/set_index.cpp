#include "experiments/results/set_index.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "config/document.h"
#include "config/error.h"
#include "config/json_parser.h"

namespace modnn {
namespace {

namespace fs = std::filesystem;

/// An id names the file of a trace.
bool is_id(const std::string& text) {
  constexpr std::size_t longest = 64;
  return !text.empty() && text.size() <= longest &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") ==
             std::string::npos;
}

/// A file, block by block.
class Text {
 public:
  explicit Text(const fs::path& path) : file_(open_own_file(path, O_RDONLY)) {
    if (file_ < 0) throw InputError(path.string() + ": there is no such file");
    fill();
  }
  ~Text() { close(file_); }
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;

  bool at_end() const { return at_ == size_; }
  const char& character() const { return block_[at_]; }
  void advance() {
    if (block_[at_] == '\n') ++line_;
    if (++at_ == size_) fill();
  }
  int line() const { return line_; }

 private:
  void fill() {
    const ssize_t n = read(file_, block_, sizeof block_);
    at_ = 0;
    size_ = n > 0 ? static_cast<std::size_t>(n) : 0;
  }

  int file_;
  char block_[1U << 16U];
  std::size_t at_ = 0;
  std::size_t size_ = 0;
  int line_ = 1;
};

/// Walks a text for nlohmann's lexer.
class Characters {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  explicit Characters(Text* text) : text_(text) {}
  reference operator*() const { return text_->character(); }
  Characters& operator++() {
    text_->advance();
    return *this;
  }
  void operator++(int) { text_->advance(); }
  bool operator==(const Characters& other) const { return at_end() == other.at_end(); }
  bool operator!=(const Characters& other) const { return at_end() != other.at_end(); }

 private:
  bool at_end() const { return text_ == nullptr || text_->at_end(); }
  Text* text_;
};

/// Every event returns whether to go on. Members that nobody knows are passed over.
class IndexReader : public nlohmann::json_sax<Json> {
 public:
  explicit IndexReader(const std::function<void(const std::string&)>& point) : point_(point) {}

  SetIndex index;
  std::string problem;  ///< where, and what was expected
  bool stopped = false;

  bool null() override { return other("null"); }
  bool boolean(bool value) override { return other(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { return number(value); }
  bool number_unsigned(number_unsigned_t value) override {
    return number(static_cast<number_integer_t>(value));
  }
  bool number_float(number_float_t value, const string_t& /*text*/) override {
    return other(fmt::format("{}", value));
  }
  bool string(string_t& text) override {
    if (depth_ == 1 && key_ == "experiment") {
      index.experiment = text;
      return makes_folder(text) ||
             expected("/experiment",
                      "letters, digits, '_', '-' and '.' only: a folder is made of it",
                      quoted(text));
    }
    if (depth_ == 2 && key_ == "points") return point(text);
    if (depth_ == 3 && key_ == "files" && field_ == "hash") index.files[file_].hash = text;
    return depth_ > 1 || other(quoted(text));
  }
  bool binary(binary_t& /*value*/) override { return false; }

  bool key(string_t& key) override {
    if (depth_ == 1) {
      key_ = key;
      if (key == "points" && !point_) return stop();
    }
    if (depth_ == 2) file_ = key;
    if (depth_ == 3) field_ = key;
    return true;
  }
  bool start_object(std::size_t /*size*/) override {
    if (depth_ == 1 && (key_ == "points" || key_ == "experiment")) return other("an object");
    if (depth_ == 2 && key_ == "points") return other("an object");
    return enter();
  }
  bool start_array(std::size_t /*size*/) override {
    if (depth_ == 0) return expected("", "an object", "a list");
    if (depth_ == 1 && (key_ == "experiment" || key_ == "files")) return other("a list");
    if (depth_ == 2 && key_ == "points") return other("a list");
    has_points |= depth_ == 1 && key_ == "points";
    return enter();
  }
  bool end_object() override { return leave(); }
  bool end_array() override { return leave(); }
  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*exception*/) override {
    return expected("", "JSON as modnn writes it", "something else");
  }

  bool has_points = false;

 private:
  static std::string quoted(const std::string& text) {
    constexpr std::size_t enough = 80;
    return Json(text.substr(0, enough)).dump(-1, ' ', true, Json::error_handler_t::replace);
  }
  bool expected(const std::string& pointer, const std::string& what, const std::string& got) {
    problem =
        fmt::format("{}expected {}, got {}", pointer.empty() ? "" : pointer + ": ", what, got);
    return false;
  }
  /// A value that is neither a text nor a whole number.
  bool other(const std::string& got) {
    if (depth_ == 0) return expected("", "an object", got);
    if (depth_ == 1 && key_ == "experiment") return expected("/experiment", "a text", got);
    if (depth_ == 1 && key_ == "format") return expected("/format", "an integer", got);
    if (depth_ == 1 && key_ == "files") return expected("/files", "an object", got);
    if (depth_ == 1 && key_ == "points") return expected("/points", "a list", got);
    if (depth_ == 2 && key_ == "points") return not_an_id(got);
    return true;
  }
  bool number(number_integer_t value) {
    if (depth_ == 1 && key_ == "format") {
      index.format = static_cast<int>(value);
      return true;
    }
    if (depth_ == 3 && key_ == "files" && field_ == "bytes") {
      index.files[file_].bytes = static_cast<std::uint64_t>(value);
      return true;
    }
    return other(std::to_string(value));
  }
  bool not_an_id(const std::string& got) {
    return expected(fmt::format("/points/{}", points_), "the id of a point: letters and digits",
                    got);
  }
  bool point(const std::string& id) {
    if (!is_id(id)) return not_an_id(quoted(id));
    ++points_;
    point_(id);
    return true;
  }
  bool stop() {
    stopped = has_points = true;
    return false;
  }
  bool enter() {
    if (++depth_ <= max_nesting) return true;
    return expected("", fmt::format("at most {} levels", max_nesting), "more");
  }
  bool leave() {
    --depth_;
    return true;
  }

  const std::function<void(const std::string&)>& point_;
  std::size_t depth_ = 0;
  std::size_t points_ = 0;
  std::string key_, file_, field_;
};

}  // namespace

SetIndex read_index(const fs::path& folder,
                    const std::function<void(const std::string& id)>& point) {
  const fs::path file = folder / "index.json";
  Text text(file);
  IndexReader reader(point);
  const bool parsed = Json::sax_parse(Characters(&text), Characters(nullptr), &reader);
  if (parsed && (reader.index.experiment.empty() || !reader.has_points)) {
    reader.problem = "expected the members \"experiment\" and \"points\"";
  }
  if (!reader.problem.empty()) {
    throw InputError(fmt::format("{}:{}: {}", file.string(), text.line(), reader.problem));
  }
  return reader.index;
}

}  // namespace modnn
