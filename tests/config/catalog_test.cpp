#include "config/catalog.h"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace modnn {
namespace {

TEST(Catalog, ListsWhatIsShipped) {
  const auto models = catalog_names(Collection::models);
  EXPECT_NE(std::find(models.begin(), models.end(), "vgg16"), models.end());
  EXPECT_TRUE(std::is_sorted(models.begin(), models.end()));
  EXPECT_FALSE(catalog_names(Collection::devices).empty());
}

TEST(InlineReference, PutsTheContentsInPlace) {
  Document document = parse_document("{\"medium\":\n\"wlan_40mbps\"}", "f.json");
  Problems problems;
  inline_reference(document, "/medium", Collection::media, problems);
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(document.root["medium"]["name"], "wlan_40mbps");
  const std::string file = origin_of(document, "/medium/goodput_bps").file;
  EXPECT_EQ(display_name(file), "platforms/media/wlan_40mbps.json");
  EXPECT_EQ(display_name("my/own.json"), "my/own.json");
  EXPECT_EQ(display_name("/elsewhere/own.json"), "/elsewhere/own.json");
  inline_reference(document, "/absent", Collection::media, problems);
  EXPECT_TRUE(problems.empty());
}

TEST(InlineReference, SuggestsTheNearestName) {
  Document document = parse_document("{\"model\":\n\"vgg166\"}", "f.json");
  Problems problems;
  inline_reference(document, "/model", Collection::models, problems);
  EXPECT_EQ(problems.lines(),
            std::vector<std::string>{
                "f.json:2: /model: there is no model \"vgg166\" (did you mean \"vgg16\"?)"});
}

TEST(InlineReference, FollowsPathsFromTheWritersFolder) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("modnn_catalog_" + std::to_string(getpid()));
  std::filesystem::create_directories(folder / "nets");
  std::ofstream(folder / "nets" / "a.json") << "{\"name\":\n\"a\"}";
  std::ofstream(folder / "nets" / "broken.json") << "{";
  std::ofstream(folder / "e.json")
      << R"({"model": "nets/a.json", "other": "nets/broken.json", "third": "./b.json"})";
  Document document = load_document(folder / "e.json");
  Problems problems;
  inline_reference(document, "/model", Collection::models, problems);
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(origin_of(document, "/model/name").line, 2);
  inline_reference(document, "/other", Collection::models, problems);
  inline_reference(document, "/third", Collection::models, problems);
  ASSERT_EQ(problems.lines().size(), 2U);
  EXPECT_NE(problems.lines()[0].find("nets/broken.json:1: invalid JSON"), std::string::npos);
  EXPECT_NE(problems.lines()[1].find("e.json:1: /third: there is no file"), std::string::npos);
  std::filesystem::remove_all(folder);
}

/// A file that a file names is opened without waiting for it, and never one of the kernel.
TEST(InlineReference, FollowsPathsToRegularFilesOnly) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("modnn_catalog_" + std::to_string(getpid()));
  std::filesystem::create_directories(folder / "folder.json");
  mkfifo((folder / "pipe.json").c_str(), 0600);
  std::filesystem::create_symlink("pipe.json", folder / "link.json");
  std::filesystem::create_symlink("loop.json", folder / "loop.json");
  for (const std::string name :
       {"pipe.json", "link.json", "loop.json", "folder.json", "/dev/zero", "/dev/stdin",
        "/proc/kmsg", "/proc/self/environ", "/proc/self/mem", "/sys/kernel/notes"}) {
    std::ofstream(folder / "e.json")
        << "{\n\"model\": \"" << (name[0] == '/' ? "" : "./") << name << "\"}";
    Document document = load_document(folder / "e.json");
    Problems problems;
    inline_reference(document, "/model", Collection::models, problems);
    ASSERT_EQ(problems.lines().size(), 1U) << name;
    EXPECT_NE(problems.lines()[0].find("e.json:2: /model: "), std::string::npos) << name;
    EXPECT_TRUE(document.root["model"].is_string()) << name;
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace modnn
