#include "sim/experiment/csv.h"

#include <gtest/gtest.h>

#include "sim/experiment/row.h"
#include "sim/experiment/table.h"
#include "tests/sim/experiment/temporary_folder.h"

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
    Json row{{"format", result_format_version},
             {"point_id", id},
             {"status", "ok"},
             {"point", {{"model", "m"}, {"workers", 2}}},
             {"result", {{"makespan_s", 1.5}, {"messages", 3}, {"max_relative_error", nullptr}}},
             {"layers", {{{"layer", "conv1"}, {"compute_s", 0.1}}}},
             {"devices", {{{"device", "worker1"}, {"energy_j", 2.0}}}}};
    row.update(more);
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

  test::TemporaryFolder folder_;
  ResultStore store_{folder_.path()};
  ResultSet set_;
};

TEST_F(Csv, HasOneLinePerPointInTheOrderOfTheSweep) {
  add("b", {{"point", {{"model", "m"}, {"workers", 4}}}});
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
  EXPECT_EQ(layers[0].at("compute_s"), "0.1");
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

TEST_F(Csv, AFailedPointHasItsReasonAndNoDetails) {
  add("a", {{"status", "failed"}, {"error", "reason"}, {"result", Json::object()}});
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
            "1e-07       1.500         3\n"
            "p,\"q\"       1.500         3\n");
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
            "   4e+07       1                        fc       1.500         3\n"
            "   5e+06       2  {\"kind\":\"sparse_dense...       1.500         3\n");
}

}  // namespace
}  // namespace modnn
