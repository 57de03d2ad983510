// What the group owner forwards, by hand.
#include <gtest/gtest.h>

#include "partition/plan/planner.h"
#include "partition/verify/verify.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"

namespace modnn {
namespace {

constexpr bool is_relay = true;

struct Sent {
  DeviceId source, destination;
  double bytes;
  bool relay = false;
  std::vector<int> after{};

  bool operator==(const Sent&) const = default;
};

/// The halos before the second of two 3x3 layers of 8 columns, three rows for each of three
/// workers: the second worker gets a row from either side.
std::vector<Sent> halos(Relays relays) {
  const Conv conv{.outputs = 1, .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}};
  const Network network = test::chain({1, 9, 8}, {conv, conv});
  const Plan plan = make_plan(network, test::cluster_of({1, 1, 1}), {.relays = relays});
  EXPECT_EQ(verify(network, plan, 4), std::vector<std::string>{});
  std::vector<Sent> all;
  for (const Message& message : plan.stages[1].messages)
    all.push_back(
        {message.source, message.destination, message.bytes, message.relay, message.after});
  return all;
}

TEST(Relays, ForwardEveryHaloByItself) {
  EXPECT_EQ(halos(Relays::each), (std::vector<Sent>{{2, 0, 32},
                                                    {0, 1, 32, is_relay, {0}},
                                                    {1, 0, 32},
                                                    {0, 2, 32, is_relay, {2}},
                                                    {3, 0, 32},
                                                    {0, 2, 32, is_relay, {4}},
                                                    {2, 0, 32},
                                                    {0, 3, 32, is_relay, {6}}}));
}

TEST(Relays, MayBringOneReceiverAllAtOnce) {
  EXPECT_EQ(halos(Relays::merged), (std::vector<Sent>{{2, 0, 32},
                                                      {0, 1, 32, is_relay, {0}},
                                                      {1, 0, 32},
                                                      {3, 0, 32},
                                                      {0, 2, 64, is_relay, {2, 3}},
                                                      {2, 0, 32},
                                                      {0, 3, 32, is_relay, {5}}}));
}

}  // namespace
}  // namespace modnn
