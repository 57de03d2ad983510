#include "experiments/validation/page.h"

#include <gtest/gtest.h>
#include <stdexcept>

namespace modnn {
namespace {

ClaimGroup group_of_three() {
  return {"t",
          "e",
          "s",
          {{"latency, 1", "s", 10, 10, true},
           {"latency, 2", "s", 10, 11, false},
           {"latency, 3", "s", 10, 7, false},
           {"traffic, 1", "MiB", 4, 5, false}},
          "a note"};
}

TEST(ValidationPage, TheMeanErrorIsOfPredictionsOfOneKind) {
  // |+10 %| and |-30 %|
  EXPECT_DOUBLE_EQ(group_of_three().mean_absolute_error("latency"), 0.2);
  EXPECT_DOUBLE_EQ(group_of_three().mean_absolute_error("traffic"), 0.25);
  EXPECT_EQ(group_of_three().mean_absolute_error("memory"), 0);
}

TEST(ValidationPage, ErrorsHaveASignUnlessTheyRoundToZero) {
  EXPECT_EQ(error_text({"", "", 10, 11, false}), "+10.0 %");
  EXPECT_EQ(error_text({"", "", 10, 9.999, false}), "+0.0 %");
  EXPECT_EQ(error_text({"", "", 8, 7, false}), "-12.5 %");
}

TEST(ValidationPage, MarkdownHasALineForEachAndTheMeans) {
  const std::string text = validation_markdown({group_of_three()});
  EXPECT_NE(text.find("| latency, 1 | s | 10.00 | 10.00 | +0.0 % | calibrated |"),
            std::string::npos);
  EXPECT_NE(text.find("| traffic, 1 | MiB | 4.00 | 5.00 | +25.0 % | predicted |"),
            std::string::npos);
  EXPECT_NE(text.find("- latency: 20.0 %\n- traffic: 25.0 %\n"), std::string::npos);
  EXPECT_NE(text.find("a note"), std::string::npos);
}

TEST(ValidationPage, OnlyThePartBetweenTheMarksIsReplaced) {
  const std::string begin = "<!-- modnn validate: begin -->\n",
                    end = "<!-- modnn validate: end -->\n";
  const std::string document = "before\n" + begin + "old\n" + end + "after\n";
  EXPECT_EQ(with_generated_part(document, "new\n"),
            "before\n" + begin + "new\n\n" + end + "after\n");
  EXPECT_THROW(with_generated_part("no marks", "new"), std::runtime_error);
}

}  // namespace
}  // namespace modnn
