#include "sim/experiment/result_store.h"

#include <gtest/gtest.h>

#include "config/error.h"
#include "sim/experiment/row.h"
#include "tests/sim/experiment/temporary_folder.h"

namespace modnn {
namespace {

Json row(const std::string& id, const std::string& status) {
  return {{"format", result_format_version}, {"point_id", id}, {"status", status}};
}

TEST(ResultStore, FindsWhatWasAppendedAlsoLater) {
  const test::TemporaryFolder folder;
  {
    ResultStore store(folder / "set");
    store.append(row("a", "ok"));
    EXPECT_NE(store.find("a"), nullptr);
    EXPECT_EQ(store.find("b"), nullptr);
  }
  const ResultStore store(folder / "set");
  ASSERT_NE(store.find("a"), nullptr);
  EXPECT_EQ((*store.find("a"))["status"], "ok");
}

TEST(ResultStore, TheLastRowOfAPointCounts) {
  const test::TemporaryFolder folder;
  {
    ResultStore store(folder.path());
    store.append(row("a", "failed"));
    store.append(row("a", "ok"));
  }
  EXPECT_EQ((*ResultStore(folder.path()).find("a"))["status"], "ok");
}

TEST(ResultStore, CutsATornLastLineOff) {
  const test::TemporaryFolder folder;
  const std::string whole_line = row("a", "ok").dump() + "\n";
  test::write_text(folder / "points.jsonl", whole_line + R"({"format":1,"point_id":"b","sta)");
  {
    ResultStore store(folder.path());
    EXPECT_NE(store.find("a"), nullptr);
    EXPECT_EQ(store.find("b"), nullptr);
    store.append(row("c", "ok"));
  }
  EXPECT_EQ(test::read_text(folder / "points.jsonl"), whole_line + row("c", "ok").dump() + "\n");
}

TEST(ResultStore, IgnoresRowsOfAnotherFormat) {
  const test::TemporaryFolder folder;
  Json old = row("a", "ok");
  old["format"] = result_format_version + 1;
  test::write_text(folder / "points.jsonl", old.dump() + "\n");
  EXPECT_EQ(ResultStore(folder.path()).find("a"), nullptr);
}

TEST(ResultStore, SaysWhenTheFolderCannotBeMade) {
  const test::TemporaryFolder folder;
  test::write_text(folder / "file", "");
  EXPECT_THROW(ResultStore(folder / "file/set"), EnvironmentError);
}

}  // namespace
}  // namespace modnn
