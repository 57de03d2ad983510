#include "models/weights/npy_header.h"

#include <set>
#include <stdexcept>

namespace modnn {
namespace {

[[noreturn]] void fail(const std::string& text) { throw std::invalid_argument(text); }

/// The part of Python's literals that NumPy headers are made of.
class Literal {
 public:
  explicit Literal(std::string_view text) : rest_(text) {}

  bool take(char wanted) {
    if (peek() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char wanted) {
    if (!take(wanted)) fail(std::string("the header has no '") + wanted + "' where one is due");
  }
  bool at_end() { return peek() == '\0'; }
  char peek() {
    while (!rest_.empty() && std::string_view(" \t\r\n\f").find(rest_[0]) != rest_.npos)
      rest_.remove_prefix(1);
    return rest_.empty() ? '\0' : rest_[0];
  }

  std::string string() {
    char quote = peek();
    if ((quote == 'u' || quote == 'b') && rest_.size() > 1) {  // Python 2 wrote them
      rest_.remove_prefix(1);
      quote = rest_[0];
    }
    const std::size_t end = quote == '\'' || quote == '"' ? rest_.find(quote, 1) : rest_.npos;
    if (end == rest_.npos) fail("the header has no string where one is due");
    std::string text(rest_.substr(1, end - 1));
    rest_.remove_prefix(end + 1);
    return text;
  }

  std::string word() {
    peek();
    std::size_t end = 0;
    while (end < rest_.size() && std::string_view(" \t\r\n\f,)}:").find(rest_[end]) == rest_.npos)
      ++end;
    std::string text(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return text;
  }

 private:
  std::string_view rest_;
};

bool read_boolean(Literal& literal) {
  const std::string word = literal.word();
  if (word == "True") return true;
  if (word != "False") fail("'fortran_order' is " + word + ", expected True or False");
  return false;
}

Index read_extent(Literal& literal) {
  std::string word = literal.word();
  if (word.ends_with('L')) word.pop_back();  // a long integer of Python 2
  // 15 digits fit an Index; element_count() judges the product.
  if (word.size() > 15) fail("an extent of " + word + " is too large");
  if (word.empty() || word.find_first_not_of("0123456789") != std::string::npos)
    fail("an extent of " + word + " is not a number");
  return std::stoll(word);
}

std::vector<Index> read_shape(Literal& literal) {
  std::vector<Index> shape;
  literal.expect('(');
  while (!literal.take(')')) {
    constexpr std::size_t most = 64;  // NumPy's own limit
    if (shape.size() == most) fail("the shape has more than 64 extents");
    shape.push_back(read_extent(literal));
    if (!literal.take(',') && literal.peek() != ')') fail("the header has no ',' where one is due");
  }
  return shape;
}

}  // namespace

NpyHeader parse_npy_header(std::string_view text) {
  Literal literal(text);
  NpyHeader header;
  std::set<std::string> seen;
  literal.expect('{');
  while (!literal.take('}')) {
    const std::string key = literal.string();
    if (!seen.insert(key).second) fail("the header has '" + key + "' twice");
    literal.expect(':');
    if (key == "descr") {
      if (literal.peek() == '[') fail("holds records, expected plain numbers");
      header.descr = literal.string();
    } else if (key == "fortran_order") {
      header.fortran_order = read_boolean(literal);
    } else if (key == "shape") {
      header.shape = read_shape(literal);
    } else {
      fail("the header has an unknown key '" + key + "'");
    }
    if (!literal.take(',') && literal.peek() != '}') fail("the header has no ',' where one is due");
  }
  for (const char* key : {"descr", "fortran_order", "shape"})
    if (!seen.contains(key)) fail(std::string("the header has no '") + key + "'");
  if (!literal.at_end()) fail("something follows the header");
  return header;
}

}  // namespace modnn
