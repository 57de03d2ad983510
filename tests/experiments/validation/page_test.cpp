#include "experiments/validation/page.h"

#include <gtest/gtest.h>
#include <stdexcept>

namespace modnn {
namespace {

ClaimGroup group_of_three() {
  return {"p_2030",
          "t",
          "e",
          "s",
          {{"latency, 1", "s", 10, 10, true},
           {"latency, 2", "s", 10, 11, false},
           {"latency, 3", "s", 10, 7, false},
           {"traffic, 1", "MiB", 4, 5, false}},
          "a note"};
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
  EXPECT_NE(text.find("- latency: 20.0 % (95 % interval 10.0 to 30.0 %, 2 figures)\n"
                      "- traffic: 25.0 % (1 figure)\n"),
            std::string::npos);
  EXPECT_NE(text.find("a note"), std::string::npos);
  // The first lines: 10 %, 30 % and 25 %.
  EXPECT_EQ(text.find("\nMean absolute error of all that is predicted of a publication:\n\n"
                      "- p_2030: 21.7 % (95 % interval 10.0 to 30.0 %, 3 figures)\n"),
            0U);
}

TEST(ValidationPage, AnotherReadingIsShownAndNotCounted) {
  ClaimGroup other = group_of_three();
  other.alternative = true;
  const std::string alone = validation_markdown({group_of_three()});
  const std::string text = validation_markdown({group_of_three(), other});
  EXPECT_EQ(text.find(alone), 0U);
  EXPECT_EQ(alone.find("Another reading"), std::string::npos);
  EXPECT_NE(text.find("Published: s.\n\nAnother reading of the publication, which its line above "
                      "does not count.\n\n| quantity",
                      alone.size()),
            std::string::npos);
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
