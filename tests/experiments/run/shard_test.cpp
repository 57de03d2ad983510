#include "experiments/run/shard.h"

#include <gtest/gtest.h>

#include "config/error.h"

namespace modnn {
namespace {

TEST(Shard, EveryPointIsInExactlyOne) {
  for (std::size_t index = 0; index < 10; ++index) {
    int holders = 0;
    for (const char* text : {"1/3", "2/3", "3/3"}) holders += parse_shard(text).holds(index);
    EXPECT_EQ(holders, 1);
  }
  EXPECT_TRUE(parse_shard("2/3").holds(4));
}

TEST(Shard, IsWrittenAsNumberAndCount) {
  for (const char* text : {"", "1", "0/2", "3/2", "1/0", "a/b", "1/2x", "-1/2", "1/"}) {
    EXPECT_THROW(parse_shard(text), InputError) << text;
  }
}

}  // namespace
}  // namespace modnn
