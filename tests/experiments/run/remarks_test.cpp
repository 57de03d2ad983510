#include "experiments/run/remarks.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>

namespace modnn {
namespace {

TEST(Remarks, NothingToSay) { EXPECT_EQ(Remarks().text("failed"), ""); }

TEST(Remarks, EverySentenceOnceWithItsPoints) {
  Remarks remarks;
  remarks.add("out of memory", "/seed=1");
  remarks.add("took too long", "/seed=2");
  remarks.add("out of memory", "/seed=3");
  EXPECT_EQ(remarks.text("failed"),
            "modnn: failed: /seed=1: out of memory (2 points)\n"
            "modnn: failed: /seed=2: took too long\n");
}

TEST(Remarks, ManySentencesAreCounted) {
  Remarks remarks;
  for (int i = 0; i < 1000; ++i) remarks.add("reason " + std::to_string(i), "p");
  const std::string text = remarks.text("failed");
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 11);
  EXPECT_NE(text.find("990 further points"), std::string::npos);
}

TEST(Remarks, NoControlCharacterComesThrough) {
  Remarks remarks;
  remarks.add("bad\x1b[2J\nname", "/name=\x1b]0;x\a");
  EXPECT_EQ(remarks.text("note"), "modnn: note: /name=\\x1b]0;x\\x07: bad\\x1b[2J name\n");
}

}  // namespace
}  // namespace modnn
