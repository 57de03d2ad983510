// The radio's state machine with the delays of a Nexus 5 (Li et al., CoNEXT 2016), step by step.
#include "sim/world/radio.h"

#include <gtest/gtest.h>

#include "tests/sim/nexus5_radio.h"

namespace modnn {
namespace {

constexpr double beacon = 0.1024;

RadioState station() { return {test::nexus5_radio(), beacon, false}; }
/// A station whose last message ended at 1 s.
RadioState idle_since_one() {
  RadioState radio = station();
  radio.begin_send(0.9);
  radio.end(1);
  return radio;
}

TEST(RadioState, StartsAsleepAndAStationInPowerSave) {
  RadioState phone = station();
  EXPECT_DOUBLE_EQ(phone.begin_send(0.5), 0.01015);
  RadioState other = station();
  EXPECT_NEAR(other.handed_out_at(0.5), 0.512, 1e-12);  // 5 x 0.1024 s
  EXPECT_DOUBLE_EQ(other.begin_receive(0.512), 0.01275);
}

TEST(RadioState, IsAwakeJustAfterAMessage) {
  EXPECT_DOUBLE_EQ(idle_since_one().begin_send(1.0499), 0.00032);
  RadioState phone = idle_since_one();
  EXPECT_EQ(phone.handed_out_at(1.0499), 1.0499);
  EXPECT_DOUBLE_EQ(phone.begin_receive(1.0499), 0.00164);
}

TEST(RadioState, TheBusSleepsAfterFiftyMilliseconds) {
  EXPECT_DOUBLE_EQ(idle_since_one().begin_send(1.0501), 0.01015);
  RadioState phone = idle_since_one();
  EXPECT_EQ(phone.handed_out_at(1.2049), 1.2049);
  EXPECT_DOUBLE_EQ(phone.begin_receive(1.2049), 0.01275);
}

TEST(RadioState, InPowerSaveAReceiveWaitsForTheBeaconAndASendDoesNot) {
  RadioState phone = idle_since_one();
  EXPECT_NEAR(phone.handed_out_at(1.2051), 1.2288, 1e-12);  // beacons at 1.1264 and 1.2288 s
  EXPECT_DOUBLE_EQ(phone.begin_receive(1.2288), 0.01275);
  EXPECT_DOUBLE_EQ(idle_since_one().begin_send(1.2051), 0.01015);
}

TEST(RadioState, AMessageAtTheInstantOfABeaconIsAnnouncedByIt) {
  EXPECT_EQ(station().handed_out_at(10 * beacon), 10 * beacon);
}

TEST(RadioState, EverySecondBeaconTakesTwiceAsLong) {
  Radio radio = test::nexus5_radio();
  radio.listen_interval_beacons = 2;
  EXPECT_NEAR(RadioState(radio, beacon, false).handed_out_at(0.11), 0.2048, 1e-12);
}

TEST(RadioState, BeaconsMayBeginAnywhere) {
  // From 0.33 s on every 0.2048 s, and before: 0.1252 and 0.5348 s.
  Radio radio = test::nexus5_radio();
  radio.listen_interval_beacons = 2;
  const RadioState phone(radio, beacon, false, 0.33);
  EXPECT_NEAR(phone.handed_out_at(0), 0.1252, 1e-12);
  EXPECT_NEAR(phone.handed_out_at(0.126), 0.33, 1e-12);
  EXPECT_NEAR(phone.handed_out_at(0.34), 0.5348, 1e-12);
}

TEST(RadioState, TheGroupOwnerIsNeverInPowerSave) {
  RadioState owner(test::nexus5_radio(), beacon, true);
  EXPECT_EQ(owner.handed_out_at(0.5), 0.5);
  EXPECT_DOUBLE_EQ(owner.begin_receive(0.5), 0.01275);
}

TEST(RadioState, WhoKnowsOfAMessageStaysOutOfPowerSaveUntilItComes) {
  // The beacon at 0.1024 s announces it, the air is free at 1 s only. Its bus sleeps until then.
  RadioState phone = station();
  phone.expect();
  EXPECT_EQ(phone.handed_out_at(0.9), 0.9);
  EXPECT_DOUBLE_EQ(phone.begin_receive(1, true), 0.01275);
  phone.end(1.1);
  EXPECT_EQ(phone.handed_out_at(1.3049), 1.3049);
  EXPECT_NEAR(phone.handed_out_at(1.3051), 1.3312, 1e-12);  // 13 x 0.1024 s
}

TEST(RadioState, ASecondMessageWaitsForTheWakeUpUnderWay) {
  RadioState owner(test::nexus5_radio(), beacon, true);
  EXPECT_DOUBLE_EQ(owner.begin_receive(0), 0.01275);
  EXPECT_NEAR(owner.begin_receive(0.004), 0.00875, 1e-12);
  EXPECT_NEAR(owner.begin_receive(0.012), 0.00164, 1e-12);  // ready, almost
  owner.end(0.03);
  owner.end(0.04);
  EXPECT_DOUBLE_EQ(owner.begin_send(0.2), 0.00032);  // one message is still under way
}

TEST(RadioState, ABoardWithoutTimeoutsNeverSleeps) {
  RadioState board(Radio{.wake_to_send_s = 1, .wake_to_receive_s = 1}, beacon, false);
  board.begin_send(0);
  board.end(1);
  EXPECT_EQ(board.handed_out_at(1e6), 1e6);
  EXPECT_EQ(board.begin_receive(1e6), 0);
}

/// What the first message of all waits for, at 0.05 s, with beacons at 0.1 s: by which time-outs
/// there are. Wake-up 1 s to send, 2 s to receive; awake 0.25 and 0.5 s.
TEST(RadioState, WhatHasNoTimeOutIsAwakeFromTheStart) {
  struct Start {
    double bus_s, power_save_s;
    bool owner;
    double send_s, beacon_s, receive_s;
  };
  constexpr double never = Radio::never;
  for (const Start& start : {Start{never, never, false, 0.25, 0, 0.5},
                             {never, never, true, 0.25, 0, 0.5},
                             {0.3, never, false, 1, 0, 2},
                             {0.3, never, true, 1, 0, 2},
                             {never, 0.3, false, 0.25, 0.05, 0.5},
                             {never, 0.3, true, 0.25, 0, 0.5},
                             {1e12, 1e12, false, 1, 0.05, 2},
                             {0, 0, false, 1, 0.05, 2}}) {
    const Radio radio{1, 2, 0.25, 0.5, start.bus_s, start.power_save_s, 1};
    EXPECT_DOUBLE_EQ(RadioState(radio, 0.1, start.owner).begin_send(0.05), start.send_s);
    RadioState receiver(radio, 0.1, start.owner);
    EXPECT_NEAR(receiver.handed_out_at(0.05) - 0.05, start.beacon_s, 1e-12);
    EXPECT_DOUBLE_EQ(receiver.begin_receive(0.05), start.receive_s);
    // Nor does a radio without time-outs fall asleep later.
    RadioState later(radio, 0.1, start.owner);
    later.begin_send(0.05);
    later.end(2);
    if (start.bus_s == never) {
      EXPECT_DOUBLE_EQ(later.begin_send(1e9), 0.25);
    }
  }
}

}  // namespace
}  // namespace modnn
