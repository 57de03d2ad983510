#include "process/streams.h"

#include <gtest/gtest.h>

namespace modnn {
namespace {

TEST(Streams, ControlCharactersAreShown) {
  const std::pair<const char*, const char*> cases[] = {{"plain name", "plain name"},
                                                       {"\x1b[31mred", "\\x1b[31mred"},
                                                       {"bell\a", "bell\\x07"},
                                                       {"back\b\r", "back\\x08\\x0d"},
                                                       {"two\nlines\t", "two\nlines\t"},
                                                       {"\x7f", "\\x7f"},
                                                       {"\xc2\x9b"
                                                        "2J",
                                                        "\\x9b2J"},
                                                       {"gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f"},
                                                       {"\xc2\xb5s", "\xc2\xb5s"},
                                                       {"\xc2", "\\xc2"},
                                                       {"\x9b"
                                                        "31m",
                                                        "\\x9b31m"},
                                                       {"\xe2\x80\xae", "\\u202e"},
                                                       {"\xe2\x81\xa6", "\\u2066"},
                                                       {"\xe2\x80\xa8", "\\u2028"},
                                                       {"\xe2\x80\x99", "\xe2\x80\x99"},
                                                       {"\xf0\x9f\x93\xb1", "\xf0\x9f\x93\xb1"},
                                                       {"caf\xe9", "caf\\xe9"}};
  for (const auto& [text, shown] : cases) EXPECT_EQ(printable(text), shown);
}

TEST(Streams, ALineIsOneAndNotTooLong) {
  EXPECT_EQ(one_line("a\nb\tc"), "a b c");
  EXPECT_EQ(one_line("\x1b[2J"), "\\x1b[2J");
  EXPECT_EQ(one_line("abcdef", 4), "abcd...");
  EXPECT_EQ(one_line("abcd", 4), "abcd");
  EXPECT_EQ(one_line("abc\xc3\xbc"
                     "de",
                     4),
            "abc...");  // no half letter
}

}  // namespace
}  // namespace modnn
