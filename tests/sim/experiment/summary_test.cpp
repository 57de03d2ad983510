#include "sim/experiment/summary.h"

#include <gtest/gtest.h>

#include "tests/sim/experiment/temporary_folder.h"

namespace modnn {
namespace {

Json row(const std::string& id, Json swept) {
  return {{"point_id", id},
          {"experiment", "e"},
          {"status", "ok"},
          {"swept", std::move(swept)},
          {"point", {{"model", "m"}, {"workers", 2}}},
          {"result", {{"makespan_s", 1.5}, {"messages", 3}, {"max_relative_error", nullptr}}},
          {"layers", {{{"layer", "conv1"}, {"compute_s", 0.1}}}},
          {"devices", {{{"device", "worker1"}, {"energy_j", 2.0}}}}};
}

TEST(Summary, HasOneColumnPerKeyAndPerSweptPointer) {
  const test::TemporaryFolder folder;
  const Json a = row("a", {{"/model", "m"}, {"/x", 1e-7}});
  Json b = row("b", {{"/model", "m"}, {"/x", "p,\"q\""}});
  b["status"] = "failed";
  b["result"] = Json::object();
  b["error"] = "reason";
  b.erase("layers");
  b.erase("devices");
  write_summaries(folder.path(), {&a, &b}, {"/model", "/x"});
  EXPECT_EQ(
      test::read_text(folder / "summary.csv"),
      "point_id,experiment,model,workers,status,makespan_s,messages,max_relative_error,/x,error\n"
      "a,e,m,2,ok,1.5,3,,1e-07,\n"
      "b,e,m,2,failed,,,,\"p,\"\"q\"\"\",reason\n");
  EXPECT_EQ(test::read_text(folder / "layers.csv"),
            "point_id,experiment,model,workers,/x,layer,compute_s\na,e,m,2,1e-07,conv1,0.1\n");
  EXPECT_EQ(test::read_text(folder / "devices.csv"),
            "point_id,experiment,model,workers,/x,device,energy_j\na,e,m,2,1e-07,worker1,2\n");
}

TEST(SummaryTable, ShowsWhatVaries) {
  const Json a = row("a", {{"/x", 1}});
  const Json b = row("b", {{"/x", 2}});
  const std::string table = summary_table({&a, &b}, {"/x"});
  EXPECT_EQ(table,
            "/x  makespan_s  messages\n 1       1.500         3\n 2       1.500         3\n");
}

}  // namespace
}  // namespace modnn
