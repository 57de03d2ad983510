#include "experiments/results/row_head.h"

#include <gtest/gtest.h>

#include "tests/experiments/results/whole_row.h"

namespace modnn {
namespace {

Json changed(const std::string& pointer, const Json& value) {
  Json row = test::whole_row("a");
  row[Json::json_pointer(pointer)] = value;
  return row;
}

Json without(const std::string& object, const std::string& key) {
  Json row = test::whole_row("a");
  row[Json::json_pointer(object)].erase(key);
  return row;
}

TEST(RowHead, AWholeRow) {
  const auto head = read_row_head(test::whole_row("a").dump());
  ASSERT_TRUE(head);
  EXPECT_EQ(head->format, result_format_version);
  EXPECT_EQ(head->point_id, "a");
  EXPECT_FALSE(head->failed);
  EXPECT_FALSE(head->lacks_baseline);
}

TEST(RowHead, AFailedRowNeedsAReasonOnly) {
  Json row = test::failed_row("a");
  ASSERT_TRUE(read_row_head(row.dump()));
  EXPECT_TRUE(read_row_head(row.dump())->failed);
  row.erase("error");
  EXPECT_FALSE(read_row_head(row.dump()));
}

TEST(RowHead, ARowCutOffAnywhereIsDamaged) {
  const std::string row = test::whole_row("a").dump();
  for (std::size_t length = 0; length < row.size(); ++length) {
    EXPECT_FALSE(read_row_head(row.substr(0, length))) << length;
  }
}

TEST(RowHead, ARowWithABlockOfZerosIsDamaged) {
  const std::string row = test::whole_row("a").dump();
  for (std::size_t at = 0; at < row.size(); ++at) {
    std::string damaged = row;
    for (std::size_t i = at; i < std::min(at + 16, row.size()); ++i) damaged[i] = '\0';
    EXPECT_FALSE(read_row_head(damaged)) << at;
  }
}

TEST(RowHead, WhatIsNoRowIsDamaged) {
  std::string nested = R"({"format": )" + std::to_string(result_format_version) + R"(, "swept": )";
  nested += std::string(1'000'000, '[');
  Json fields = test::whole_row("a");
  const std::vector<std::string> rows{"",
                                      "null",
                                      "[]",
                                      "{}",
                                      "7",
                                      "\"text\"",
                                      "[" + fields.dump() + "]",
                                      fields.dump() + "x",
                                      fields.dump() + fields.dump(),
                                      nested,
                                      std::string(1'000'000, '['),
                                      "\xff\xfe",
                                      std::string(5000, '\0')};
  for (const std::string& row : rows) {
    EXPECT_FALSE(read_row_head(row)) << row.substr(0, 60);
  }
}

TEST(RowHead, EveryMemberIsNeeded) {
  for (const char* key : {"format", "point_id", "status", "point", "result", "layers", "devices"}) {
    EXPECT_FALSE(read_row_head(without("", key).dump())) << key;
  }
  const RowKeys keys = row_keys();
  const std::vector<std::pair<std::string, std::vector<std::string>>> parts{
      {"/point", keys.point},
      {"/result", keys.report},
      {"/layers/0", keys.layer},
      {"/devices/0", keys.device}};
  for (const auto& [part, members] : parts) {
    for (const std::string& member : members) {
      EXPECT_FALSE(read_row_head(without(part, member).dump())) << part << " " << member;
    }
  }
}

TEST(RowHead, EveryMemberHasItsType) {
  const std::vector<std::pair<const char*, Json>> changes{
      {"/format", "2"},
      {"/format", nullptr},
      {"/point_id", 7},
      {"/point_id", ""},
      {"/status", "okay"},
      {"/status", true},
      {"/point", Json::array()},
      {"/point", nullptr},
      {"/point/model", Json::object()},
      {"/point", Json::array({test::whole_row("a")["point"]})},
      {"/result", Json::array()},
      {"/result", "text"},
      {"/result/makespan_s", nullptr},
      {"/result/makespan_s", "1"},
      {"/result/energy_j", "=1"},
      {"/result/messages", Json::array()},
      {"/layers", Json::object()},
      {"/layers", Json::array()},
      {"/layers", 1},
      {"/layers/0", 1},
      {"/layers/0", Json::array()},
      {"/layers/0/layer", 1},
      {"/devices/0/compute_s", "1"},
      {"/devices/0/device", nullptr},
      {"/devices", nullptr},
      {"/error", 1},
      {"/notes", "text"},
      {"/notes", {1}}};
  for (const auto& [pointer, value] : changes) {
    EXPECT_FALSE(read_row_head(changed(pointer, value).dump())) << pointer << " " << value;
  }
}

TEST(RowHead, ImagesAreThereWithAWorkloadOnlyAndThenWhole) {
  Json image;
  for (const std::string& key : row_keys().image) image[key] = 0.5;
  image["source"] = "worker1";
  image["late"] = nullptr;
  const auto with = [](const Json& images) { return changed("/images", images).dump(); };
  EXPECT_TRUE(read_row_head(with({image, image})));
  EXPECT_TRUE(read_row_head(with(Json::array())));
  Json without_end = image, of_nobody = image;
  without_end.erase("end_s");
  of_nobody["source"] = 3;
  for (const Json& damaged : {without_end, of_nobody, Json(1), Json::array({image})})
    EXPECT_FALSE(read_row_head(with({image, damaged}))) << damaged;
  EXPECT_FALSE(read_row_head(with(image)));
  EXPECT_FALSE(read_row_head(with("text")));
}

TEST(RowHead, WhatVariesMayBeNestedAsDeepAsAModel) {
  Json value = 1;
  for (int level = 0; level < 200; ++level) value = Json{{"a", value}};
  EXPECT_TRUE(read_row_head(changed("/swept", {{"/x", value}}).dump()));
}

TEST(RowHead, AnotherVersionIsNotDamaged) {
  const auto head = read_row_head(R"({"format": 1, "results": [[1]]})");
  ASSERT_TRUE(head);
  EXPECT_EQ(head->format, 1);
}

TEST(RowHead, SuccessWithoutTheLonePhonesTimeNeedsAWord) {
  Json row = changed("/result/alone_s", nullptr);
  ASSERT_TRUE(read_row_head(row.dump()));
  EXPECT_TRUE(read_row_head(row.dump())->lacks_baseline);
  row["alone_error"] = "does not fit";
  EXPECT_FALSE(read_row_head(row.dump())->lacks_baseline);
}

}  // namespace
}  // namespace modnn
