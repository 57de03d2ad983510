#include "models/darknet/darknet_cfg.h"

#include <charconv>
#include <stdexcept>

#include "config/suggest.h"

namespace modnn {
namespace {

constexpr std::size_t most_sections = 10'000, longest_line = 1000;

[[noreturn]] void fail(int line, const std::string& text) {
  throw std::invalid_argument("line " + std::to_string(line) + ": " + text);
}

/// As Darknet reads a line: without any blanks, and what does not print cannot be in an error.
std::string without_blanks(std::string_view line) {
  std::string text;
  for (const char c : line)
    if (c != ' ' && c != '\t' && c != '\r') text += c < ' ' || c == '\x7f' ? '?' : c;
  return text;
}

bool read_number(std::string_view text, Index& number) {
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && rest == end;
}

}  // namespace

void wrong_section(const DarknetSection& section, const std::string& text) {
  fail(section.line, "[" + section.kind + "]: " + text);
}

Index DarknetSection::integer(const std::string& key, Index fallback, Index least, Index most) {
  known.insert(key);
  const auto found = entries.find(key);
  if (found == entries.end()) return fallback;
  Index number = 0;
  if (!read_number(found->second.value, number) || number < least || number > most)
    fail(found->second.line, key + "=" + found->second.value + ": expected a whole number in [" +
                                 std::to_string(least) + ", " + std::to_string(most) + "]");
  return number;
}

std::vector<Index> DarknetSection::integers(const std::string& key) {
  known.insert(key);
  const auto found = entries.find(key);
  if (found == entries.end()) wrong_section(*this, "has no " + key);
  std::vector<Index> numbers;
  std::string_view rest = found->second.value;
  for (bool more = true; more;) {
    const std::size_t comma = rest.find(',');
    more = comma != rest.npos;
    if (!read_number(rest.substr(0, comma), numbers.emplace_back()))
      fail(found->second.line,
           key + "=" + found->second.value + ": expected whole numbers with commas between them");
    if (more) rest.remove_prefix(comma + 1);
  }
  return numbers;
}

std::string DarknetSection::text(const std::string& key, const std::string& fallback) {
  known.insert(key);
  const auto found = entries.find(key);
  return found == entries.end() ? fallback : found->second.value;
}

void DarknetSection::check_keys() const {
  for (const auto& [key, entry] : entries)
    if (!known.contains(key) && entry.value != "0" && key != "stopbackward")
      fail(entry.line, key + "=" + entry.value + " of [" + kind + "] is not supported" +
                           did_you_mean(key, {known.begin(), known.end()}));
}

std::vector<DarknetSection> read_darknet_sections(std::string_view text) {
  std::vector<DarknetSection> sections;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end > longest_line)
      fail(number, "has more than " + std::to_string(longest_line) + " characters");
    const std::string line = without_blanks(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line[0] == '#' || line[0] == ';') continue;
    if (line[0] == '[') {
      if (line.back() != ']') fail(number, line + ": expected a section like [net]");
      if (sections.size() == most_sections)
        fail(number, "is the section after " + std::to_string(most_sections));
      sections.push_back({line.substr(1, line.size() - 2), number, {}});
      continue;
    }
    const std::size_t equals = line.find('=');
    if (equals == line.npos || sections.empty())
      fail(number, line + (sections.empty() ? ": stands before the first section"
                                            : ": expected key=value"));
    const std::string key = line.substr(0, equals);
    if (!sections.back().entries.try_emplace(key, number, line.substr(equals + 1)).second)
      fail(number, "the key " + key + " is there twice");
  }
  return sections;
}

}  // namespace modnn
