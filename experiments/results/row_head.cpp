#include "experiments/results/row_head.h"

#include <algorithm>
#include <array>
#include <vector>

#include "config/document.h"
#include "config/json_parser.h"
#include "experiments/results/row.h"
#include "experiments/spec/identity.h"

namespace modnn {
namespace {

enum class Kind { null, text, number, boolean };

/// A part of a row that holds flat objects: one, or a list of them.
struct Section {
  const char* name;
  std::vector<std::string> keys;  ///< that every object has
  bool is_list;
  bool is_optional = false;
  bool is_there = false;
  bool is_complete = true;  ///< all objects have all keys
  std::size_t next = 0;     ///< of the keys, which mostly come in order
  std::vector<bool> found{};

  void begin_object() {
    found.assign(keys.size(), false);
    next = 0;
  }
  void see(const std::string& key) {
    if (next >= keys.size() || keys[next] != key) {
      next = static_cast<std::size_t>(std::find(keys.begin(), keys.end(), key) - keys.begin());
    }
    if (next < keys.size()) found[next++] = true;
  }
  void end_object() { is_complete &= std::find(found.begin(), found.end(), false) == found.end(); }
};

/// Every event returns whether to go on.
class RowReader : public nlohmann::json_sax<Json> {
 public:
  RowReader() {
    static const RowKeys keys = row_keys();
    sections_[point] = {"point", keys.point, false};
    sections_[result] = {"result", keys.report, false};
    sections_[layers] = {"layers", keys.layer, true};
    sections_[devices] = {"devices", keys.device, true};
    sections_[images] = {"images", keys.image, true, true};
  }

  RowHead head;

  bool is_whole() const {
    const bool has_head = !head.point_id.empty() && !status_.empty() && sections_[point].is_there &&
                          sections_[result].is_there;
    if (head.format != result_format_version) return false;
    if (!has_head) return false;
    if (head.failed) return has_error_;
    const auto complete = [](const Section& part) {
      return (part.is_there || part.is_optional) && part.is_complete;
    };
    return has_makespan_ && std::all_of(sections_.begin(), sections_.end(), complete);
  }
  void finish() { head.lacks_baseline = !head.failed && !has_alone_ && !says_why_; }

  bool null() override { return value(Kind::null); }
  bool boolean(bool /*value*/) override { return value(Kind::boolean); }
  bool number_integer(number_integer_t number) override { return integer(number); }
  bool number_unsigned(number_unsigned_t number) override {
    return integer(static_cast<number_integer_t>(number));
  }
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override {
    return value(Kind::number);
  }
  bool string(string_t& text) override {
    if (depth_ == 1 && key_ == "point_id") head.point_id = text;
    if (depth_ == 1 && key_ == "status") {
      status_ = text;
      head.failed = text == "failed";
      if (text != "failed" && text != "ok") return false;
    }
    return value(Kind::text);
  }
  bool binary(binary_t& /*value*/) override { return false; }

  bool key(string_t& key) override {
    if (depth_ == 1) {
      key_ = key;
      section_ = nullptr;
      for (Section& part : sections_) {
        if (key == part.name) section_ = &part;
      }
    } else if (section_ != nullptr) {
      member_ = key;
      section_->see(key);
    }
    return true;
  }
  bool start_object(std::size_t /*size*/) override {
    if (section_ != nullptr) {
      if (depth_ != (section_->is_list ? 2 : 1)) return false;
      section_->is_there = true;
      section_->begin_object();
    }
    if (depth_ > 0 && key_ == "notes") return false;
    return enter();
  }
  bool start_array(std::size_t /*size*/) override {
    if (depth_ == 0) return false;
    if (section_ != nullptr) {
      if (depth_ != 1 || !section_->is_list) return false;
    }
    if (depth_ > 1 && key_ == "notes") return false;
    return enter();
  }
  bool end_object() override {
    --depth_;
    if (section_ != nullptr) section_->end_object();
    return true;
  }
  bool end_array() override {
    --depth_;
    return true;
  }
  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*exception*/) override {
    return false;
  }

 private:
  enum Part { point, result, layers, devices, images, parts };

  bool enter() {
    // What varies may be a whole model, which stands one level deeper than in its own file.
    constexpr std::size_t deepest = max_nesting + 4;
    return ++depth_ <= deepest;
  }

  bool integer(number_integer_t number) {
    if (depth_ == 1 && key_ == "format") head.format = static_cast<int>(number);
    return value(Kind::number);
  }

  bool value(Kind kind) {
    if (depth_ == 0) return false;
    if (depth_ == 1) return top_level(kind);
    if (section_ == nullptr) return key_ != "notes" || kind == Kind::text;
    if (section_->is_list && depth_ != 3) return false;  // an element that is no object
    return member(kind);
  }

  bool top_level(Kind kind) {
    if (section_ != nullptr) return false;
    if (key_ == "error") return has_error_ = kind == Kind::text;
    if (key_ == "alone_error") return says_why_ = kind == Kind::text;
    if (key_ == "notes") return false;  // a list
    if (key_ == "point_id" || key_ == "status") return kind == Kind::text;
    return key_ != "format" || kind == Kind::number;
  }

  /// Measured values are numbers, or null where there is nothing to measure.
  bool member(Kind kind) {
    if (section_ == &sections_[point]) return true;
    if (section_ == &sections_[result]) {
      if (member_ == "makespan_s") has_makespan_ = kind == Kind::number;
      if (member_ == "alone_s") has_alone_ = kind == Kind::number;
      return kind == Kind::number || kind == Kind::null;
    }
    const bool is_name =
        member_ == (section_ == &sections_[images] ? "source" : section_->keys.front());
    return is_name ? kind == Kind::text : kind == Kind::number || kind == Kind::null;
  }

  std::array<Section, parts> sections_;
  Section* section_ = nullptr;  ///< in which the reader is
  std::size_t depth_ = 0;
  std::string key_;     ///< of the row's member
  std::string member_;  ///< of the section's object
  std::string status_;
  bool has_error_ = false;
  bool has_makespan_ = false;
  bool has_alone_ = false;
  bool says_why_ = false;
};

}  // namespace

std::optional<RowHead> read_row_head(std::string_view line) {
  RowReader reader;
  const bool parsed = Json::sax_parse(line.begin(), line.end(), &reader);
  const int format = reader.head.format;
  if (format != 0 && format != result_format_version) return reader.head;
  if (!parsed || !reader.is_whole()) return std::nullopt;
  reader.finish();
  return reader.head;
}

}  // namespace modnn
