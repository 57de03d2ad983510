#include "models/maps/input.h"

#include <gtest/gtest.h>
#include <stb/stb_image_write.h>

#include "files.h"

namespace modnn {
namespace {

using test::TemporaryPath;

TEST(GenerateInput, DependsOnTheSeedAlone) {
  const Tensor a = generate_input({3, 4, 5}, 1);
  EXPECT_EQ(a.box, whole({3, 4, 5}));
  EXPECT_EQ(a.values, generate_input({3, 4, 5}, 1).values);
  EXPECT_NE(a.values, generate_input({3, 4, 5}, 2).values);
  for (float v : a.values) {
    EXPECT_GE(v, -1);
    EXPECT_LT(v, 1);
  }
}

TEST(LoadImage, SubtractsTheMeansChannelByChannel) {
  const TemporaryPath file("means.png");
  const unsigned char pixels[] = {255, 0, 10, 100, 200, 30};  // two RGB pixels
  ASSERT_NE(stbi_write_png(file.path().c_str(), 2, 1, 3, pixels, 6), 0);
  const Tensor image = load_image(file.path(), {3, 1, 2});
  const std::vector<float> expected{255 - 123.68F,  100 - 123.68F, 0 - 116.779F,
                                    200 - 116.779F, 10 - 103.939F, 30 - 103.939F};
  ASSERT_EQ(image.values.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_FLOAT_EQ(image.values[i], expected[i]);
}

TEST(LoadImage, ResizesBilinearly) {
  const TemporaryPath file("resize.png");
  const unsigned char pixels[] = {0, 100};
  ASSERT_NE(stbi_write_png(file.path().c_str(), 2, 1, 1, pixels, 2), 0);
  // Pixel centres of the four columns lie at -0.25, 0.25, 0.75, 1.25 of the two.
  EXPECT_EQ(load_image(file.path(), {1, 1, 4}).values, (std::vector<float>{0, 25, 75, 100}));
}

TEST(LoadImage, SaysWhatIsWrong) {
  EXPECT_THROW(load_image("no/such/file.png", {3, 2, 2}), InputError);
  EXPECT_THROW(load_image(testing::TempDir(), {3, 2, 2}), InputError);
  const TemporaryPath file("text.png");
  file.write("not an image");
  EXPECT_THROW(load_image(file.path(), {3, 2, 2}), InputError);
  EXPECT_THROW(load_image(file.path(), {2, 2, 2}), InputError);
}

}  // namespace
}  // namespace modnn
