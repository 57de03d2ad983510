#include "experiments/results/csv.h"

#include <gtest/gtest.h>

#include "experiments/results/row.h"
#include "experiments/results/table.h"
#include "tests/config/temporary_folder.h"
#include "tests/experiments/results/whole_row.h"

namespace modnn {
namespace {

/// Two points over "/model" (which has a column) and "/x" (which has not).
class Csv : public testing::Test {
 protected:
  Csv() {
    const Document document = parse_document(
        R"({"zip": [{"/model": "m", "/x": 1e-7}, {"/model": "m", "/x": "p,\"q\""}]})", "e.json");
    Problems problems;
    set_ = {"e", read_axes(document, problems), {"a", "b"}, Json()};
    store_.begin_writing();
  }
  void add(const std::string& id, const Json& more) {
    Json row = test::whole_row(id);
    row["point"]["model"] = "m";
    row["point"]["workers"] = 2;
    row["result"]["messages"] = 3;
    row["layers"][0]["critical_compute_s"] = 0.1;
    row["devices"][0]["energy_j"] = 2.0;
    row.merge_patch(more);
    store_.append(id, row["status"] != "ok", row.dump());
  }
  /// Lines as lists of cells.
  std::vector<std::map<std::string, std::string>> lines(const std::string& file) const {
    std::istringstream text(test::read_text(folder_ / file));
    std::vector<std::map<std::string, std::string>> rows;
    std::vector<std::string> names;
    for (std::string line; std::getline(text, line);) {
      std::istringstream cells(line + ",");
      std::vector<std::string> values;
      for (std::string value; std::getline(cells, value, ',');) values.push_back(value);
      if (names.empty()) {
        names = values;
        continue;
      }
      auto& row = rows.emplace_back();
      for (std::size_t i = 0; i < names.size() && i < values.size(); ++i) row[names[i]] = values[i];
    }
    return rows;
  }

  /// The last line of the table: test::whole_row's lone phone.
  const std::string baseline_ = "speed-ups are over one phone alone: x (3 s)\n";
  test::TemporaryFolder folder_;
  ResultStore store_{folder_.path()};
  ResultSet set_;
};

TEST_F(Csv, HasOneLinePerPointInTheOrderOfTheSweep) {
  add("b", {{"point", {{"workers", 4}}}});
  add("a", Json::object());
  write_csv_files(set_, store_, 2);
  const auto summary = lines("summary.csv");
  ASSERT_EQ(summary.size(), 2U);
  EXPECT_EQ(summary[0].at("point_id"), "a");
  EXPECT_EQ(summary[0].at("experiment"), "e");
  EXPECT_EQ(summary[0].at("workers"), "2");
  EXPECT_EQ(summary[0].at("makespan_s"), "1.5");
  EXPECT_EQ(summary[0].at("max_relative_error"), "");
  EXPECT_EQ(summary[0].at("/x"), "1e-07");
  EXPECT_EQ(summary[1].at("workers"), "4");
  EXPECT_FALSE(summary[0].contains("/model"));  // the column "model" says the same
  const auto layers = lines("layers.csv");
  ASSERT_EQ(layers.size(), 2U);
  EXPECT_EQ(layers[0].at("layer"), "conv1");
  EXPECT_EQ(layers[0].at("critical_compute_s"), "0.1");
  EXPECT_EQ(lines("devices.csv")[0].at("energy_j"), "2");
}

TEST_F(Csv, HasTheNotesOfARowInOneCell) {
  add("a", {{"notes", {"one", "two"}}});
  add("b", Json::object());
  write_csv_files(set_, store_, 1);
  const auto summary = lines("summary.csv");
  EXPECT_EQ(summary[0].at("notes"), "one; two");
  EXPECT_EQ(summary[1].at("notes"), "");
}

TEST_F(Csv, QuotesWhatNeedsIt) {
  add("b", Json::object());
  write_csv_files(set_, store_, 1);
  EXPECT_NE(test::read_text(folder_ / "summary.csv").find(",\"p,\"\"q\"\"\",\n"),
            std::string::npos);
}

TEST(CsvCell, NoTextIsAFormula) {
  for (const char* text :
       {"=1+1", "+1", "-1", "@SUM(A1)", "=", "\uff1d1", "\uff0b1", "\uff0d1", "\uff201"}) {
    EXPECT_EQ(csv_cell(text), "'" + std::string(text));
  }
  EXPECT_EQ(csv_cell("=HYPERLINK(\"x\",\"y\")"), "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
  for (const char* text : {"a=b", "bodp", "mscc+fgcp", "offload:pool5", "1e-7", " =1", "'=1"}) {
    EXPECT_EQ(csv_cell(text), text);
  }
  // Numbers stay numbers.
  EXPECT_EQ(csv_cell(-1.5), "-1.5");
  EXPECT_EQ(csv_cell(-2), "-2");
}

TEST(CsvCell, NoControlCharacterIsWritten) {
  EXPECT_EQ(csv_cell("\t=1"), "\\u0009=1");
  EXPECT_EQ(csv_cell("\r=1"), "\\u000d=1");
  EXPECT_EQ(csv_cell("a\nb"), "a\\u000ab");
  EXPECT_EQ(csv_cell("\x1b[31mred"), "\\u001b[31mred");
  EXPECT_EQ(csv_cell("\x7f"), "\\u007f");
  EXPECT_EQ(csv_cell("\u009b31m"), "\\u009b31m");
  EXPECT_EQ(csv_cell(std::string("a\0b", 3)), "a\\u0000b");
  EXPECT_EQ(csv_cell("\u00fc\u4e2d"), "\u00fc\u4e2d");
}

TEST_F(Csv, AFailedPointHasItsReasonAndNoDetails) {
  add("a", {{"status", "failed"},
            {"error", "reason"},
            {"result", nullptr},
            {"layers", nullptr},
            {"devices", nullptr}});
  ASSERT_EQ(store_.find("a")->failed, true);
  write_csv_files(set_, store_, 1);
  const auto summary = lines("summary.csv");
  ASSERT_EQ(summary.size(), 1U);
  EXPECT_EQ(summary[0].at("status"), "failed");
  EXPECT_EQ(summary[0].at("error"), "reason");
  EXPECT_EQ(summary[0].at("makespan_s"), "");
}

TEST_F(Csv, TheTableShowsWhatVaries) {
  add("a", Json::object());
  add("b", Json::object());
  EXPECT_EQ(summary_table(set_, store_),
            "    x  makespan_s  messages\n"
            "1e-07     1.500 s         3\n"
            "p,\"q\"     1.500 s         3\n" +
                baseline_);
}

TEST_F(Csv, TheTableHasPrefixesAndWholeNumbers) {
  add("a", {{"result", {{"makespan_s", 0.0123}, {"air_bytes", 1613632}}}});
  add("b", {{"result", {{"makespan_s", 0.05}, {"air_bytes", 15928640}, {"messages", 184}}}});
  EXPECT_EQ(summary_table(set_, store_),
            "    x  makespan_s  messages  air_bytes\n"
            "1e-07    12.30 ms         3   1.614 MB\n"
            "p,\"q\"    50.00 ms       184  15.929 MB\n" +
                baseline_);
}

TEST_F(Csv, ReplicationsAreOneLineOfTheTable) {
  const Document document =
      parse_document(R"({"sweep": {"/y_bps": [5e6]}, "replications": 3})", "e.json");
  Problems problems;
  set_.axes = read_axes(document, problems);
  set_.ids = {"a", "b", "c"};
  const Json alone{{"baseline_device", "nexus5"}};
  add("a", {{"point", alone}, {"result", {{"makespan_s", 1.0}, {"alone_s", 4.0}}}});
  add("b", {{"point", alone}, {"result", {{"makespan_s", 2.0}, {"alone_s", 4.0}}}});
  add("c", {{"point", alone}, {"result", {{"makespan_s", 3.0}, {"alone_s", 4.0}}}});
  // 1, 2, 3 have the standard deviation 1: 4.303 / sqrt(3) around 2.
  EXPECT_EQ(summary_table(set_, store_),
            "     makespan_s  messages\n"
            "2.000 ± 2.484 s         3\n"
            "speed-ups are over one phone alone: nexus5 (4 s)\n"
            "means of 3 replications, with the half of their 95 % confidence interval (--all-rows: "
            "every one)\n");
  const std::string all = summary_table(set_, store_, {.all_rows = true});
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 5) << all;
  EXPECT_NE(all.find("replication"), std::string::npos) << all;
}

TEST_F(Csv, TheTableFitsTheScreen) {
  add("a", Json::object());
  add("b", Json::object());
  // 5 + 2 + 10 places for what varies and the first result.
  EXPECT_EQ(summary_table(set_, store_, {.width = 20}),
            "    x  makespan_s\n"
            "1e-07     1.500 s\n"
            "p,\"q\"     1.500 s\n"
            "not shown, as the screen is narrow: messages\n" +
                baseline_);
  EXPECT_EQ(summary_table(set_, store_, {.width = 27}), summary_table(set_, store_));
}

TEST_F(Csv, AColumnOfTheTableHasOneFormat) {
  // {makespans, as shown}: four digits of the smallest, powers of ten where that is too wide.
  const std::tuple<double, double, std::string, std::string> cases[] = {
      {806816.0, 3.1e6, "806816", "3100000"}, {0.00123, 1.5, "0.001230", "1.500000"},
      {0.0, 12.34567, "0.00", "12.35"},       {1e-9, 1e6, "1.000e-09", "1.000e+06"},
      {2.0, 3.25, "2.000", "3.250"},          {1e9, 2e9, "1000000000", "2000000000"}};
  for (const auto& [one, other, shown_one, shown_other] : cases) {
    add("a", {{"result", {{"makespan_s", one}}}});
    add("b", {{"result", {{"makespan_s", other}}}});
    const std::string table = summary_table(set_, store_);
    EXPECT_NE(table.find(" " + shown_one + " "), std::string::npos) << table;
    EXPECT_NE(table.find(" " + shown_other + " "), std::string::npos) << table;
  }
}

TEST_F(Csv, TheTableNamesSweptPointersByTheirEnds) {
  const Document document = parse_document(R"({"zip": [
    {"/a/0/rate": 4e7, "/b/rate": 1, "/layers/3": {"name": "fc", "kind": "dense"}},
    {"/a/0/rate": 5e6, "/b/rate": 2, "/layers/3": {"kind": "sparse_dense", "density": 0.5}}]})",
                                           "e.json");
  Problems problems;
  set_.axes = read_axes(document, problems);
  add("a", Json::object());
  add("b", Json::object());
  // "rate" and "0/rate" will not do; an object without a name is cut off after 24 characters.
  EXPECT_EQ(summary_table(set_, store_),
            "a/0/rate  b/rate                  layers/3  makespan_s  messages\n"
            "40000000       1                        fc     1.500 s         3\n"
            " 5000000       2  {\"kind\":\"sparse_dense...     1.500 s         3\n" +
                baseline_);
}

}  // namespace
}  // namespace modnn
