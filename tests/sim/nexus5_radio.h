#pragma once

#include "platforms/device.h"

namespace modnn::test {

/// The delays of a Nexus 5 (Li et al., CoNEXT 2016, tables 1-4), from which the expected times of
/// the tests are derived by hand.
inline Radio nexus5_radio() {
  Radio radio;
  radio.wake_to_send_s = 0.01015;
  radio.wake_to_receive_s = 0.01275;
  radio.awake_to_send_s = 0.00032;
  radio.awake_to_receive_s = 0.00164;
  radio.bus_sleep_timeout_s = 0.050;
  radio.power_save_timeout_s = 0.205;
  return radio;
}

}  // namespace modnn::test
