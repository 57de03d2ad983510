#include "process/program.h"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

#include "config/error.h"
#include "process/python.h"

namespace modnn {
namespace {

Ended shell(const std::string& script) {
  return run_program({"/bin/sh", "-c", script}, Streams::captured);
}

TEST(Program, HandsBackBothStreamsAndTheStatus) {
  const Ended ended = shell("echo out; echo err >&2; exit 7");
  EXPECT_EQ(ended.output, "out\n");
  EXPECT_EQ(ended.errors, "err\n");
  EXPECT_EQ(ended.status, 7);
}

TEST(Program, ReadsNothing) { EXPECT_EQ(shell("cat; echo end").output, "end\n"); }

TEST(Program, TakesMoreThanAPipeHolds) {
  const Ended ended = shell("head -c 300000 /dev/zero >&2; head -c 200000 /dev/zero");
  EXPECT_EQ(ended.output.size(), 200000U);
  EXPECT_EQ(ended.errors.size(), 300000U);
}

TEST(Program, TellsASignalFromAStatus) { EXPECT_EQ(shell("kill -9 $$").status, 128 + SIGKILL); }

TEST(Program, IsLookedUpOnThePathAndMayBeMissing) {
  EXPECT_EQ(run_program({"true"}, Streams::captured).status, 0);
  for (const Streams streams : {Streams::captured, Streams::inherited}) {
    for (const std::string name : {"no_such_program", "/no/such/program", "/etc/passwd", "/"}) {
      const Ended ended = run_program({name}, streams);
      EXPECT_EQ(ended.status, 127) << name;
      EXPECT_TRUE(ended.errors.starts_with(name + ": ")) << ended.errors;
    }
  }
}

TEST(Program, ArgumentsReachNoShell) {
  for (const std::string word : {"a b", "$(id)", "`id`", "; id", "*", "'", "", "a\nb", "\\n"}) {
    EXPECT_EQ(run_program({"printf", "%s", word}, Streams::captured).output, word);
  }
}

TEST(Program, InheritsNoOtherFile) {
  const int file = open("/dev/null", O_RDONLY);  // not close-on-exec
  ASSERT_GE(file, 3);
  // The listing's own descriptor is one more than the three standard streams.
  EXPECT_EQ(run_program({"ls", "/proc/self/fd"}, Streams::captured).output, "0\n1\n2\n3\n");
  close(file);
}

TEST(Program, CapturesWithStandardStreamsClosed) {
  EXPECT_EXIT(
      {
        for (const int stream : {0, 1, 2}) close(stream);
        const Ended ended = shell("echo out; echo err >&2");
        std::exit(ended.output == "out\n" && ended.errors == "err\n" ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

/// A folder in which one stands, with modules that would be noticed.
class Python : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "modnn_XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    for (const char* module : {"json", "pandas", "sitecustomize", "usercustomize"})
      std::ofstream(folder_ / (std::string(module) + ".py")) << "open('ran', 'w')\nimport nothing";
    std::ofstream(folder_ / "python3") << "#!/bin/sh\ntouch ran\n";
    std::filesystem::permissions(folder_ / "python3", std::filesystem::perms::owner_all);
    std::filesystem::create_directory(folder_ / "plots");
    std::ofstream(folder_ / "plots" / "script.py")
        << "import json, sys\nprint(*sys.argv[1:], sys.flags.isolated)";
    std::filesystem::current_path(folder_);
  }
  void TearDown() override {
    for (const char* name : {"PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP"}) unsetenv(name);
    std::filesystem::current_path("/");
    std::filesystem::remove_all(folder_);
  }
  std::filesystem::path folder_;
};

TEST_F(Python, RunsNothingOfThePersonsFolderOrEnvironment) {
  for (const char* name : {"", "PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP"}) {
    if (*name != '\0') setenv(name, folder_.c_str(), 1);
    const std::string python = find_python({"json", "csv"}, "python3", "a test");
    const Ended ended =
        run_python(python, folder_ / "plots" / "script.py", {"a b", "$HOME"}, Streams::captured);
    EXPECT_EQ(ended.output, "a b $HOME 1\n") << name << ended.errors;
    EXPECT_FALSE(std::filesystem::exists(folder_ / "ran")) << name;
  }
}

TEST_F(Python, IsNotLookedForInTheFolderInWhichOneStands) {
  const std::string path = std::getenv("PATH");
  for (const char* relative : {"", ".", ":.:", "./", "plots/.."}) {
    setenv("PATH", (relative + (":" + path)).c_str(), 1);
    EXPECT_THROW(find_python({"no_such_module"}, "python3-nothing", "a test"), EnvironmentError);
    EXPECT_FALSE(std::filesystem::exists(folder_ / "ran")) << relative;
  }
  setenv("PATH", path.c_str(), 1);
}

Ended ask(const std::string& script, Dialogue dialogue) {
  return ask_program({"/bin/sh", "-c", script}, dialogue);
}

TEST(AskProgram, IsToldAndAnswers) {
  const std::string much(300000, 'x');
  const Ended ended = ask("cat; pwd >&2", {.input = much, .folder = "/usr"});
  EXPECT_EQ(ended.output, much);
  EXPECT_EQ(ended.errors, "/usr\n");
  EXPECT_EQ(ended.status, 0);
  EXPECT_FALSE(ended.overdue);
}

TEST(AskProgram, NeedNotListen) {
  const Ended ended = ask("echo no", {.input = std::string(300000, 'x')});
  EXPECT_EQ(ended.output, "no\n");
  EXPECT_EQ(ended.status, 0);
}

// It would never end.
TEST(AskProgram, IsEndedWhenItTakesTooLong) {
  const Ended ended = ask("echo begun; kill -STOP $$", {.input = "", .most_s = 0.2});
  EXPECT_TRUE(ended.overdue);
  EXPECT_EQ(ended.output, "begun\n");
  EXPECT_EQ(ended.status, 128 + SIGKILL);
}

TEST(AskProgram, IsEndedWhenItWritesTooMuch) {
  for (const char* script : {"cat /dev/zero", "cat /dev/zero >&2"}) {
    const Ended ended = ask(script, {.input = "", .most_bytes = 100000});
    EXPECT_TRUE(ended.too_much);
    EXPECT_FALSE(ended.overdue);
    EXPECT_LT(ended.output.size() + ended.errors.size(), 200000U);
  }
}

TEST(AskProgram, MayBeMissing) {
  const Ended ended = ask_program({"no_such_program"}, {.input = "x"});
  EXPECT_EQ(ended.status, 127);
  EXPECT_TRUE(ended.errors.starts_with("no_such_program: "));
}

}  // namespace
}  // namespace modnn
