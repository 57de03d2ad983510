#include "experiments/results/result_store.h"

#include <functional>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config/error.h"
#include "experiments/results/row.h"
#include "tests/config/temporary_folder.h"
#include "tests/experiments/results/whole_row.h"

namespace modnn {
namespace {

std::string row(const std::string& id, const std::string& status) {
  return (status == "ok" ? test::whole_row(id) : test::failed_row(id)).dump();
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

TEST(ResultStore, DamagedRowsCountAsMissing) {
  const test::TemporaryFolder folder;
  test::write_text(folder / "points.jsonl", row("a", "ok") + "\n" + row("b", "ok").substr(9) +
                                                "\n" + row("c", "ok") + "\n" +
                                                std::string(99, '\0') + "\n");
  const ResultStore store(folder.path());
  EXPECT_EQ(store.damaged(), 2U);
  EXPECT_EQ(store.rows().size(), 2U);
  EXPECT_EQ(store.text(*store.find("c")), row("c", "ok"));
}

TEST(ResultStore, ALineTooLongForMemoryIsPassedOver) {
  const test::TemporaryFolder folder;
  {
    std::ofstream file(folder / "points.jsonl", std::ios::binary);
    file << row("a", "ok") << "\n";
    const std::string piece(std::size_t{1} << 20U, '[');
    for (int i = 0; i < 258; ++i) file << piece;
    file << "\n" << row("b", "ok") << "\n";
  }
  const ResultStore store(folder.path());
  EXPECT_EQ(store.damaged(), 1U);
  EXPECT_NE(store.find("a"), nullptr);
  EXPECT_EQ(store.text(*store.find("b")), row("b", "ok"));
}

// 8 TiB that take no space on disk: to read them would take hours.
TEST(ResultStore, AHoleIsPassedOver) {
  const test::TemporaryFolder folder;
  const auto file = folder / "points.jsonl";
  test::write_text(file, row("a", "ok") + "\n");
  std::filesystem::resize_file(file, std::uint64_t{1} << 42U);
  std::ofstream(file, std::ios::app) << "\n" << row("b", "ok") << "\n" << row("c", "ok");
  std::filesystem::resize_file(file, std::uint64_t{1} << 43U);
  ResultStore store(folder.path());
  EXPECT_EQ(store.damaged(), 1U);
  EXPECT_NE(store.find("a"), nullptr);
  EXPECT_EQ(store.text(*store.find("b")), row("b", "ok"));
  EXPECT_EQ(store.find("c"), nullptr);  // its line has no end
  store.begin_writing();
  store.append("c", false, row("c", "ok"));
  EXPECT_EQ(ResultStore(folder.path()).rows().size(), 3U);
}

TEST(ResultStore, NoticesThatItsFileIsNoLongerThere) {
  const std::vector<std::function<void(const std::filesystem::path&)>> changes{
      [](const auto& file) { std::filesystem::remove(file); },
      [](const auto& file) { std::filesystem::rename(file, file.parent_path() / "moved"); },
      [](const auto& file) { std::filesystem::resize_file(file, 0); },
      [](const auto& file) { std::ofstream(file, std::ios::app) << "{}\n"; },
      [](const auto& file) {
        std::filesystem::remove(file);
        test::write_text(file, row("a", "ok") + "\n");
      }};
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const test::TemporaryFolder folder;
    ResultStore store(folder.path());
    store.begin_writing();
    append(store, "a", "ok");
    EXPECT_NO_THROW(store.check_unchanged());
    changes[i](folder / "points.jsonl");
    EXPECT_THROW(store.check_unchanged(), EnvironmentError) << i;
    EXPECT_THROW(append(store, "b", "ok"), EnvironmentError) << i;
  }
}

TEST(ResultStore, FollowsNoLinks) {
  for (const char* name : {".lock", "points.jsonl", "traces", "summary.csv.1.tmp"}) {
    const test::TemporaryFolder folder;
    test::write_text(folder / "victim", "precious");
    std::filesystem::create_directory(folder / "set");
    std::filesystem::create_symlink("../victim", folder / (std::string("set/") + name));
    EXPECT_THROW(ResultStore(folder / "set").begin_writing(), EnvironmentError) << name;
    EXPECT_EQ(test::read_text(folder / "victim"), "precious");
  }
  const test::TemporaryFolder folder;
  std::filesystem::create_directory(folder / "elsewhere");
  std::filesystem::create_directory_symlink("elsewhere", folder / "set");
  EXPECT_THROW(ResultStore(folder / "set").begin_writing(), EnvironmentError);
  EXPECT_TRUE(std::filesystem::is_empty(folder / "elsewhere"));
}

}  // namespace
}  // namespace modnn
