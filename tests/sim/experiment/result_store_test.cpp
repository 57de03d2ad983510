#include "sim/experiment/result_store.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config/error.h"
#include "sim/experiment/row.h"
#include "tests/sim/experiment/temporary_folder.h"

namespace modnn {
namespace {

std::string row(const std::string& id, const std::string& status) {
  const Json json{{"format", result_format_version}, {"point_id", id}, {"status", status}};
  return json.dump();
}

void append(ResultStore& store, const std::string& id, const std::string& status) {
  store.append(id, status == "failed", row(id, status));
}

TEST(ResultStore, FindsWhatWasAppendedAlsoLater) {
  const test::TemporaryFolder folder;
  {
    ResultStore store(folder / "set");
    store.begin_writing();
    append(store, "a", "ok");
    EXPECT_NE(store.find("a"), nullptr);
    EXPECT_EQ(store.find("b"), nullptr);
  }
  const ResultStore store(folder / "set");
  ASSERT_NE(store.find("a"), nullptr);
  EXPECT_FALSE(store.find("a")->failed);
  EXPECT_EQ(store.text(*store.find("a")), row("a", "ok"));
  EXPECT_EQ(store.read(*store.find("a"))["status"], "ok");
}

TEST(ResultStore, TheLastRowOfAPointCounts) {
  const test::TemporaryFolder folder;
  {
    ResultStore store(folder.path());
    store.begin_writing();
    append(store, "a", "failed");
    append(store, "a", "ok");
  }
  EXPECT_FALSE(ResultStore(folder.path()).find("a")->failed);
}

TEST(ResultStore, CutsATornLastLineOff) {
  const test::TemporaryFolder folder;
  const std::string whole_line = row("a", "ok") + "\n";
  test::write_text(folder / "points.jsonl", whole_line + R"({"format":1,"point_id":"b","sta)");
  {
    ResultStore store(folder.path());
    store.begin_writing();
    EXPECT_NE(store.find("a"), nullptr);
    EXPECT_EQ(store.find("b"), nullptr);
    append(store, "c", "ok");
  }
  EXPECT_EQ(test::read_text(folder / "points.jsonl"), whole_line + row("c", "ok") + "\n");
}

TEST(ResultStore, IgnoresRowsOfAnotherFormat) {
  const test::TemporaryFolder folder;
  Json old = Json::parse(row("a", "ok"));
  old["format"] = result_format_version + 1;
  test::write_text(folder / "points.jsonl", old.dump() + "\n");
  EXPECT_EQ(ResultStore(folder.path()).find("a"), nullptr);
}

TEST(ResultStore, SaysWhenTheFolderCannotBeMade) {
  const test::TemporaryFolder folder;
  test::write_text(folder / "file", "");
  ResultStore store(folder / "file/set");
  EXPECT_THROW(store.begin_writing(), EnvironmentError);
}

TEST(ResultStore, TheFingerprintIsOfTheCompleteLines) {
  const test::TemporaryFolder folder;
  ResultStore store(folder.path());
  store.begin_writing();
  const std::string empty = store.fingerprint();
  append(store, "a", "ok");
  const std::string one = store.fingerprint();
  EXPECT_NE(one, empty);
  test::write_text(folder / "points.jsonl", row("a", "ok") + "\n" + "{\"form");
  EXPECT_EQ(ResultStore(folder.path()).fingerprint(), one);
}

TEST(ResultStore, HasOneWriter) {
  const test::TemporaryFolder folder;
  ResultStore store(folder.path());
  store.begin_writing();
  // Record locks belong to processes, so another one has to ask.
  const pid_t child = fork();
  if (child == 0) {
    try {
      ResultStore(folder.path()).begin_writing();
      _exit(0);
    } catch (const EnvironmentError& error) {
      const bool names_owner =
          std::string(error.what()).find("process " + std::to_string(getppid())) !=
          std::string::npos;
      _exit(names_owner ? 3 : 1);
    }
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 3);
}

}  // namespace
}  // namespace modnn
