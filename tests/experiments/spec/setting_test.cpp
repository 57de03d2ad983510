#include "experiments/spec/setting.h"

#include <gtest/gtest.h>

#include "config/error.h"

namespace modnn {
namespace {

TEST(ParseSetting, NeedsAPointerAndAValue) {
  EXPECT_EQ(parse_setting("/a/b=c=d").pointer, "/a/b");
  EXPECT_EQ(parse_setting("/a/b=c=d").value, "c=d");
  EXPECT_THROW(parse_setting("a=1"), InputError);
  EXPECT_THROW(parse_setting("/a"), InputError);
  EXPECT_THROW(parse_setting(""), InputError);
}

TEST(ApplySetting, StopsVaryingThePointer) {
  Document document = parse_document(
      R"({"seed": 1, "sweep": {"/seed": [1, 2], "/x": [1]}, "zip": [{"/seed": 1, "/y": 2}, {"/seed": 2, "/y": 3}]})",
      "e.json");
  Problems problems;
  apply_setting(document, {"/seed", "9"}, problems);
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(document.root.dump(), R"({"seed":9,"sweep":{"/x":[1]},"zip":[{"/y":2},{"/y":3}]})");
  apply_setting(document, {"/y", "4"}, problems);
  EXPECT_FALSE(document.root.contains("zip"));
}

}  // namespace
}  // namespace modnn
