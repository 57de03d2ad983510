#include "platforms/medium.h"

namespace modnn {

Medium read_medium(const Value& value) {
  ObjectReader object(value);
  Medium medium;
  medium.name = object.string("name");
  object.optional("source");
  medium.goodput_bps = object.number("goodput_bps", positive);
  medium.message_overhead_s = object.number("message_overhead_s", non_negative);
  object.done();
  return medium;
}

}  // namespace modnn
