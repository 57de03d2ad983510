#include "sim/experiment/row_head.h"

#include "config/document.h"

namespace modnn {
namespace {

/// Every event returns whether to go on.
class HeadReader : public nlohmann::json_sax<Json> {
 public:
  RowHead head;

  bool null() override { return true; }
  bool boolean(bool /*value*/) override { return true; }
  bool number_integer(number_integer_t value) override { return number(static_cast<int>(value)); }
  bool number_unsigned(number_unsigned_t value) override { return number(static_cast<int>(value)); }
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return true; }
  bool string(string_t& value) override {
    if (depth_ != 1) return true;
    if (key_ == "point_id") head.point_id = value;
    if (key_ == "status") head.status = value;
    return head.format == 0 || head.point_id.empty() || head.status.empty();
  }
  bool binary(binary_t& /*value*/) override { return false; }
  bool start_object(std::size_t /*size*/) override { return enter(); }
  bool start_array(std::size_t /*size*/) override { return depth_ > 0 && enter(); }
  bool end_object() override { return leave(); }
  bool end_array() override { return leave(); }
  bool key(string_t& key) override {
    if (depth_ == 1) key_ = key;
    return true;
  }
  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*exception*/) override {
    return false;
  }

 private:
  bool number(int value) {
    if (depth_ == 1 && key_ == "format") head.format = value;
    return true;
  }
  bool enter() {
    ++depth_;
    return true;
  }
  bool leave() {
    --depth_;
    return true;
  }

  int depth_ = 0;
  std::string key_;
};

}  // namespace

RowHead read_row_head(std::string_view line) {
  HeadReader reader;
  Json::sax_parse(line.begin(), line.end(), &reader);
  return reader.head;
}

}  // namespace modnn
