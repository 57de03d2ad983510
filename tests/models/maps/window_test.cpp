#include "models/maps/window.h"

#include <gtest/gtest.h>
#include <stdexcept>

namespace modnn {
namespace {

TEST(Window, SpanCountsTheGapsOfDilation) {
  EXPECT_EQ((WindowAxis{.kernel = 3}.span()), 3);
  EXPECT_EQ((WindowAxis{.kernel = 3, .dilation = 4}.span()), 9);
}

TEST(Window, OutputExtentRoundsDown) {
  EXPECT_EQ(output_extent({.kernel = 3, .pad_begin = 1, .pad_end = 1}, 224), 224);
  // AlexNet's first layer: (227 - 11) / 4 + 1.
  EXPECT_EQ(output_extent({.kernel = 11, .stride = 4}, 227), 55);
  EXPECT_EQ(output_extent({.kernel = 2, .stride = 2}, 7), 3);
  EXPECT_EQ(output_extent({.kernel = 3, .stride = 2, .pad_begin = 0, .pad_end = 1}, 8), 4);
}

TEST(Window, CeilModeKeepsAPartialWindow) {
  EXPECT_EQ(output_extent({.kernel = 2, .stride = 2}, 7, true), 4);
  // GoogLeNet: 112 -> 56 with a 3/2 window only when the last, cut one counts.
  EXPECT_EQ(output_extent({.kernel = 3, .stride = 2}, 112), 55);
  EXPECT_EQ(output_extent({.kernel = 3, .stride = 2}, 112, true), 56);
}

TEST(Window, CeilModeDropsAWindowThatStartsInThePadding) {
  // Windows start at -1, 1, 3; 3 is already behind a map of 3 elements.
  const WindowAxis axis{.kernel = 2, .stride = 2, .pad_begin = 1, .pad_end = 1};
  EXPECT_EQ(output_extent(axis, 3, true), 2);
}

TEST(Window, RequiredRangeFollowsTheReceptiveField) {
  // [a s - p, (b - 1) s - p + d (k - 1) + 1) = [2*2-1, 4*2-1+2*2+1)
  const WindowAxis axis{.kernel = 3, .stride = 2, .dilation = 2, .pad_begin = 1, .pad_end = 1};
  EXPECT_EQ(required_range(axis, {2, 5}, 100), (Range{3, 12}));
}

TEST(Window, RequiredRangeIsClippedToTheMap) {
  const WindowAxis axis{.kernel = 3, .pad_begin = 1, .pad_end = 1};
  EXPECT_EQ(required_range(axis, {0, 4}, 4), (Range{0, 4}));
  EXPECT_TRUE(required_range(axis, {2, 2}, 4).empty());
}

TEST(Window, RequiredRangeOfAWindowInThePaddingIsEmpty) {
  const WindowAxis axis{.kernel = 2, .pad_begin = 3, .pad_end = 0};
  EXPECT_TRUE(required_range(axis, {0, 1}, 4).empty());
}

std::string misfit(const Window& window, const Shape& input) {
  try {
    check_window_fits(window, input);
    check_window_meets_input(window, input);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(Window, SaysWhatDoesNotFit) {
  EXPECT_EQ(misfit({.kernel_height = 7, .kernel_width = 7}, {1, 5, 5}),
            "a 7x7 window does not fit a 5x5 input");
  EXPECT_EQ(misfit({.kernel_height = 7, .kernel_width = 1, .pad_top = 1}, {1, 5, 5}),
            "a 7x1 window does not fit a 6x5 padded input");
  EXPECT_EQ(misfit({.kernel_height = 3, .kernel_width = 3, .dilation_height = 3}, {1, 5, 5}),
            "a 7x3 window does not fit a 5x5 input");
  EXPECT_EQ(misfit({.kernel_height = 2, .kernel_width = 2, .pad_left = 2}, {1, 5, 5}),
            "padding 2 is not smaller than the window (2)");
  EXPECT_EQ(misfit({.kernel_height = 2,
                    .kernel_width = 1,
                    .dilation_height = 2,
                    .pad_top = 1,
                    .pad_bottom = 1},
                   {1, 1, 1}),
            "dilation 2 is larger than the input (1)");
  EXPECT_EQ(misfit({.kernel_height = 5, .kernel_width = 5}, {1, 5, 5}), "");
}

}  // namespace
}  // namespace modnn
