#include "partition/cost/samples.h"

#include <gtest/gtest.h>

#include "config/file_access.h"
#include "tests/config/temporary_folder.h"

namespace modnn {
namespace {

std::filesystem::path file_with(const std::string& text) {
  static const test::TemporaryFolder folder;
  const auto path = folder / "samples_test.csv";
  write_file(path, text);
  return path;
}

std::vector<std::string> problems_of(const std::string& text) {
  Problems problems;
  const auto path = file_with(text);
  read_samples(path, problems);
  std::vector<std::string> lines;
  for (const std::string& line : problems.lines())
    lines.push_back(line.substr(path.parent_path().string().size() + 1));
  return lines;
}

constexpr const char* header = "kind,in_channels,out_channels,out_height,out_width,seconds\n";

TEST(Samples, AreReadInAnyOrderOfColumns) {
  Problems problems;
  const auto samples = read_samples(
      file_with(
          "seconds,out_width,network,kind,in_channels,out_channels,out_height,stride_width\r\n"
          "2.5e-3,7,net,pool,3,4,5,2\r\n\r\n1,1,,dense,9,8,1,1"),
      problems);
  EXPECT_EQ(problems.lines(), std::vector<std::string>{});
  ASSERT_EQ(samples.size(), 2U);
  EXPECT_EQ(samples[0].network, "net");
  EXPECT_EQ(samples[0].seconds, 2.5e-3);
  const KernelCall& call = samples[0].call;
  EXPECT_EQ(call.kernel, Kernel::pool);
  EXPECT_EQ(call.in_channels, 3);
  EXPECT_EQ(call.out_channels, 4);
  EXPECT_EQ(call.out_height, 5);
  EXPECT_EQ(call.out_width, 7);
  EXPECT_EQ(call.stride_width, 2);
  EXPECT_EQ(call.stride_height, 1);
  EXPECT_EQ(call.kernel_height, 1);
  EXPECT_EQ(call.density, 1);
  EXPECT_EQ(samples[1].call.kernel, Kernel::dense);
}

TEST(Samples, CommentsAndAByteOrderMarkAreSkipped) {
  Problems problems;
  const std::string text = std::string("\xEF\xBB\xBF# of a phone, 2026\n") + header +
                           "dense,2,3,1,1,4\n# slower\ndense,2,3,1,1,5\n";
  const auto samples = read_samples(file_with(text), problems);
  EXPECT_EQ(problems.lines(), std::vector<std::string>{});
  ASSERT_EQ(samples.size(), 2U);
  EXPECT_EQ(samples[1].seconds, 5);
  EXPECT_EQ(
      problems_of("# one\n" + std::string(header) + "# two\ndense,1,1,1,1,0\n").at(0).substr(0, 18),
      "samples_test.csv:4");
}

TEST(Samples, AreWrittenAsTheyAreRead) {
  const MeasuredCall sample{"net",
                            "layer",
                            {.kernel = Kernel::depthwise,
                             .kernel_height = 3,
                             .kernel_width = 5,
                             .stride_height = 1,
                             .stride_width = 2,
                             .groups = 6,
                             .in_channels = 6,
                             .out_channels = 12,
                             .out_height = 14,
                             .out_width = 15,
                             .density = 0.5},
                            0.00125};
  const std::string text = samples_csv({sample});
  EXPECT_EQ(text,
            "network,layer,kind,kernel_height,kernel_width,stride_height,stride_width,groups,"
            "in_channels,out_channels,out_height,out_width,density,seconds\n"
            "net,layer,depthwise,3,5,1,2,6,6,12,14,15,0.5,0.00125\n");
  Problems problems;
  EXPECT_EQ(samples_csv(read_samples(file_with(text), problems)), text);
  EXPECT_TRUE(problems.empty());
}

TEST(Samples, NamesStayOneCell) {
  const std::string text = samples_csv({{"a,b", "=c\nd\"", {}, 1}, {"#e", "", {}, 1}});
  EXPECT_NE(text.find("\na_b,_c_d_,elementwise,1,"), std::string::npos) << text;
  EXPECT_NE(text.find("\n_e,,elementwise,1,"), std::string::npos) << text;
}

TEST(Samples, NameTheLineOfWhatIsWrong) {
  const std::string rows = std::string(header) + "dense,1,1,1,1,1\n";
  EXPECT_EQ(problems_of(rows), std::vector<std::string>{});
  EXPECT_EQ(problems_of(rows + "dense,1,1,1,1\n"),
            std::vector<std::string>{"samples_test.csv:3: expected 6 cells, got 5"});
  EXPECT_EQ(problems_of(rows + "\ndense,1,0,1,1,1\n"),
            std::vector<std::string>{"samples_test.csv:4: out_channels: expected an integer in [1, "
                                     "1000000000], got \"0\""});
  EXPECT_EQ(
      problems_of(rows + "dens,1,1,1,1,1\n").at(0),
      "samples_test.csv:3: kind: expected one of conv, winograd, depthwise, dense, "
      "sparse_dense, pool, lrn, softmax, elementwise, got \"dens\" (did you mean \"dense\"?)");
  for (const char* seconds : {"0", "-1", "nan", "inf", "1s", "", " 1", "0x1"})
    EXPECT_EQ(problems_of(rows + "dense,1,1,1,1," + seconds + "\n").size(), 1U) << seconds;
  EXPECT_EQ(problems_of(std::string("groups,") + header + "2,conv,3,2,1,1,1\n"),
            std::vector<std::string>{"samples_test.csv:2: groups: 2 do not divide 3 in_channels"});
}

TEST(Samples, NameWhatIsWrongWithTheColumns) {
  EXPECT_EQ(problems_of("kind,seconds,seconds,in_channel,out_channels,out_height,out_width\n"),
            (std::vector<std::string>{
                "samples_test.csv:1: column \"seconds\" stands there twice",
                "samples_test.csv:1: unknown column \"in_channel\" (did you mean \"in_channels\"?)",
                "samples_test.csv:1: column \"in_channels\" is missing"}));
  EXPECT_EQ(problems_of(header), std::vector<std::string>{"samples_test.csv:1: no measured layer"});
  EXPECT_EQ(problems_of(""), std::vector<std::string>{"samples_test.csv:1: no measured layer"});
}

}  // namespace
}  // namespace modnn
