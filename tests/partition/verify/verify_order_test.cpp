#include "partition/verify/verify_order.h"

#include <gtest/gtest.h>

#include "tests/models/networks.h"

namespace modnn {
namespace {

/// A message of a whole row of the image.
Message row(DeviceId source, DeviceId destination, Index at, std::vector<int> after = {}) {
  Message message;
  message.source = source;
  message.destination = destination;
  message.pieces = {{{0}, Region(Box{{0, 1}, {at, at + 1}, {0, 8}})}};
  message.after = std::move(after);
  return message;
}

Message relay(DeviceId destination, Index at, std::vector<int> after) {
  Message message = row(group_owner, destination, at, std::move(after));
  message.relay = true;
  return message;
}

/// What is wrong with a stage of these messages.
std::vector<std::string> wrong(const std::vector<Message>& messages) {
  Plan plan;
  plan.devices = 3;
  plan.stages.resize(1);
  plan.stages[0].layer = 1;
  plan.stages[0].messages = messages;
  std::vector<std::string> texts;
  for (const Fault& fault : verify_order(test::chain({1, 8, 8}, {Conv{.outputs = 1}}), plan))
    texts.push_back(std::to_string(fault.message) + " " + fault.text);
  return texts;
}

using Texts = std::vector<std::string>;

// The group owner's own message to worker 1 waits for what worker 2 sends it, not for row 1, which
// worker 1 sends only then and which the group owner forwards without a stop.
TEST(VerifyOrder, NobodyWaitsForWhatIsForwarded) {
  EXPECT_EQ(wrong({row(2, 0, 0), row(0, 1, 0, {0}), row(1, 0, 1, {1}), relay(2, 1, {2})}), Texts{});
}

// If it stops at the group owner, that one waits for it, and it for the group owner's message.
TEST(VerifyOrder, TwoThatWaitForEachOtherNeverGo) {
  EXPECT_EQ(wrong({row(2, 0, 0), row(0, 1, 0, {0}), row(1, 0, 1, {1})}),
            (Texts{"1 layer layer1: messages wait for each other",
                   "2 layer layer1: messages wait for each other"}));
}

// Nor does a relay go before what it forwards.
TEST(VerifyOrder, ARelayWaitsForWhatItForwards) {
  EXPECT_EQ(wrong({row(2, 0, 0), row(0, 1, 0, {0}), row(1, 0, 1, {1}), row(1, 0, 2, {1}),
                   relay(2, 1, {2})}),
            (Texts{"1 layer layer1: messages wait for each other",
                   "2 layer layer1: messages wait for each other",
                   "3 layer layer1: messages wait for each other",
                   "4 layer layer1: messages wait for each other"}));
}

TEST(VerifyOrder, WhatComesIsForwardedOnce) {
  EXPECT_EQ(wrong({row(1, 0, 0), relay(2, 0, {0})}), Texts{});
  EXPECT_EQ(wrong({row(1, 0, 0), relay(2, 0, {0}), relay(2, 0, {0})}),
            Texts{"2 layer layer1: what one message brings is forwarded twice"});
}

TEST(VerifyOrder, ARelayForwardsJustWhatComes) {
  EXPECT_EQ(wrong({row(1, 0, 0), relay(2, 1, {0})}),
            Texts{"1 layer layer1: a relay forwards something else than what it comes after"});
}

TEST(FirstHops, AreThereAndReachTheSource) {
  Stage stage;
  stage.messages = {row(1, 0, 0), row(1, 2, 1), row(2, 0, 2)};
  EXPECT_EQ(first_hops(stage, row(0, 1, 0, {0, 1, 2})), (std::vector<std::size_t>{0, 2}));
  EXPECT_EQ(first_hops(stage, row(0, 1, 0, {-1, 3, 2})), std::vector<std::size_t>{2});
}

}  // namespace
}  // namespace modnn
