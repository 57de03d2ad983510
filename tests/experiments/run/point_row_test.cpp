#include "experiments/run/point_row.h"

#include <gtest/gtest.h>
#include <limits>

#include "tests/config/temporary_folder.h"

namespace modnn {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

class PointRows : public testing::Test {
 protected:
  PointRows() {
    test::write_text(folder_ / "e.json",
                     R"({"name": "e", "model": "lenet5", "platform": "nexus5_wlan"})");
    report_.makespan_s = 2;
    report_.busy_s = 1;
    report_.layers.emplace_back();
    report_.devices.emplace_back();
    baseline_.seconds = 4;
  }
  Json row() const {
    return row_of(Sweep((folder_ / "e.json").string(), {}), 0, baseline_, {report_, 0}, 1e-4);
  }

  test::TemporaryFolder folder_;
  Report report_;
  Baseline baseline_;
};

TEST_F(PointRows, OfFiniteNumbersAreOk) {
  EXPECT_EQ(row()["status"], "ok");
  EXPECT_FALSE(row().contains("error"));
  EXPECT_EQ(row()["result"]["makespan_s"], 2);
  EXPECT_EQ(row()["result"]["speedup_total"], 2);
}

struct Figure {
  const char* key;
  void (*put)(Report&, double);
};

TEST_F(PointRows, OfNumbersThatAreNotFiniteHaveFailed) {
  const Figure figures[] = {
      {"makespan_s", [](Report& report, double value) { report.makespan_s = value; }},
      {"compute_s", [](Report& report, double value) { report.critical.compute_s = value; }},
      {"page_in_s", [](Report& report, double value) { report.critical.page_in_s = value; }},
      {"wakeup_s", [](Report& report, double value) { report.critical.wakeup_s = value; }},
      {"transmission_s",
       [](Report& report, double value) { report.critical.transmission_s = value; }},
      {"delivery_serial_s", [](Report& report, double value) { report.delivery_serial_s = value; }},
      {"halo_serial_s", [](Report& report, double value) { report.halo_serial_s = value; }},
      {"busy_s", [](Report& report, double value) { report.busy_s = value; }},
      {"message_bytes", [](Report& report, double value) { report.message_bytes = value; }},
      {"air_bytes", [](Report& report, double value) { report.air_bytes = value; }},
      {"energy_j", [](Report& report, double value) { report.energy_j = value; }},
      {"deployment_s", [](Report& report, double value) { report.deployment_s = value; }},
      {"critical_compute_s",
       [](Report& report, double value) { report.layers[0].critical.compute_s = value; }},
      {"transmission_serial_s",
       [](Report& report, double value) { report.layers[0].transmission_serial_s = value; }},
      {"energy_j", [](Report& report, double value) { report.devices[0].energy_j = value; }},
      {"weight_bytes",
       [](Report& report, double value) { report.devices[0].memory.weights = value; }},
  };
  const Report finite = report_;
  for (const Figure& figure : figures) {
    for (const double value : {infinity, -infinity, not_a_number}) {
      report_ = finite;
      figure.put(report_, value);
      const Json failed = row();
      EXPECT_EQ(failed["status"], "failed") << figure.key;
      ASSERT_TRUE(failed.contains("error")) << figure.key;
      EXPECT_NE(failed["error"].get<std::string>().find("is not a finite number"),
                std::string::npos);
      EXPECT_TRUE(failed["result"].empty()) << figure.key;
    }
  }
}

TEST_F(PointRows, NameTheFigure) {
  report_.energy_j = infinity;
  EXPECT_EQ(row()["error"].get<std::string>().substr(0, 9), "energy_j ");
  report_.energy_j = 1;
  report_.makespan_s = not_a_number;
  EXPECT_EQ(row()["error"].get<std::string>().substr(0, 11), "makespan_s ");
}

TEST_F(PointRows, WithoutALonePhoneHaveNoSpeedUps) {
  baseline_ = {};
  baseline_.cannot = "it does not fit";
  EXPECT_EQ(row()["status"], "ok");
  EXPECT_EQ(row()["alone_error"], "it does not fit");
  baseline_.lost = "it crashed";
  EXPECT_EQ(row()["status"], "failed");
  EXPECT_EQ(row()["error"], "it crashed");
}

}  // namespace
}  // namespace modnn
