#include "config/file_access.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/error.h"
#include "tests/config/temporary_folder.h"

namespace modnn {
namespace {

namespace fs = std::filesystem;

TEST(FileAccess, AReplacedFileReplacesALinkAndNotItsTarget) {
  const test::TemporaryFolder folder;
  test::write_text(folder / "target", "precious");
  fs::create_symlink("target", folder / "file");
  const FileStamp stamp = write_file(folder / "file", "new");
  EXPECT_EQ(test::read_text(folder / "target"), "precious");
  EXPECT_EQ(test::read_text(folder / "file"), "new");
  EXPECT_EQ(stamp, stamp_of(folder / "file"));
  EXPECT_EQ(stamp.bytes, 3U);
}

TEST(FileAccess, ATemporaryFileThatIsALinkIsNotFollowed) {
  const test::TemporaryFolder folder;
  test::write_text(folder / "target", "precious");
  fs::create_symlink("target", folder / ("file." + std::to_string(getpid()) + ".tmp"));
  EXPECT_THROW(write_file(folder / "file", "new"), EnvironmentError);
  EXPECT_EQ(test::read_text(folder / "target"), "precious");
}

TEST(FileAccess, OwnFilesAreRegularOnes) {
  const test::TemporaryFolder folder;
  test::write_text(folder / "file", "text");
  fs::create_symlink("file", folder / "link");
  fs::create_symlink("absent", folder / "dangling");
  fs::create_symlink("/dev/zero", folder / "device");
  fs::create_directory(folder / "folder");
  mkfifo((folder / "pipe").c_str(), 0600);
  for (const char* name : {"link", "dangling", "device", "folder", "pipe"}) {
    EXPECT_THROW(open_own_file(folder / name, O_RDONLY), EnvironmentError) << name;
    EXPECT_THROW(open_own_file(folder / name, O_RDWR | O_CREAT), EnvironmentError) << name;
  }
  EXPECT_EQ(read_own_file(folder / "file"), "text");
  EXPECT_EQ(read_own_file(folder / "absent"), std::nullopt);
  EXPECT_FALSE(fs::exists(folder / "absent"));
}

// 8 TiB that take no room: to read them would take hours.
TEST(FileAccess, HolesAreNotRead) {
  const test::TemporaryFolder folder;
  for (const char* text : {"", "text\n"}) {
    const fs::path file = folder / "file";
    test::write_text(file, text);
    fs::resize_file(file, std::uint64_t{1} << 43U);
    EXPECT_THROW(read_own_file(file), InputError);
    EXPECT_THROW(copy_own_file(file, folder / "copy"), InputError);
    EXPECT_EQ(stamp_of(file), (FileStamp{std::uint64_t{1} << 43U, ""}));
  }
  EXPECT_FALSE(fs::exists(folder / "copy"));
  test::write_text(folder / "file", "text\n");
  copy_own_file(folder / "file", folder / "copy");
  EXPECT_EQ(test::read_text(folder / "copy"), "text\n");
}

TEST(FileAccess, AFileOfTwoNamesIsNotWritten) {
  const test::TemporaryFolder folder;
  test::write_text(folder / "other", "precious");
  fs::create_hard_link(folder / "other", folder / "file");
  for (const int flags : {O_RDWR | O_CREAT, O_RDWR | O_APPEND | O_CREAT, O_WRONLY}) {
    EXPECT_THROW(open_own_file(folder / "file", flags), EnvironmentError);
  }
  EXPECT_EQ(read_own_file(folder / "file"), "precious");
  write_file(folder / "file", "new");  // which replaces the name
  EXPECT_EQ(test::read_text(folder / "other"), "precious");
}

TEST(FileAccess, LinksInAResultSetAreRefusedAndAPersonsOwnAreNot) {
  for (const char* name : {".lock", "points.jsonl", "summary.csv", "layers.csv", "devices.csv",
                           "images.csv", "index.json", "experiment.resolved.json", "traces",
                           "figures", "summary.csv.12.tmp", "speedup.pdf", "speedup.png"}) {
    const test::TemporaryFolder folder;
    fs::create_symlink("elsewhere", folder / name);
    EXPECT_THROW(refuse_links(folder.path()), EnvironmentError) << name;
  }
  const test::TemporaryFolder folder;
  for (const char* name : {"notes.txt", "data", "my.tmp"}) {
    fs::create_symlink("elsewhere", folder / name);
  }
  EXPECT_NO_THROW(refuse_links(folder.path()));
  fs::create_directory_symlink(folder.path(), folder / "set");
  EXPECT_THROW(refuse_links(folder / "set"), EnvironmentError);
}

TEST(FileAccess, OnlyItsOwnTemporaryFilesAreRemoved) {
  const test::TemporaryFolder folder;
  for (const char* name : {"summary.csv.1234.tmp", "mine.tmp", "a.b.tmp", "12.tmp"}) {
    test::write_text(folder / name, "");
  }
  remove_temporary_files(folder.path());
  EXPECT_FALSE(fs::exists(folder / "summary.csv.1234.tmp"));
  for (const char* name : {"mine.tmp", "a.b.tmp", "12.tmp"}) EXPECT_TRUE(fs::exists(folder / name));
}

}  // namespace
}  // namespace modnn
