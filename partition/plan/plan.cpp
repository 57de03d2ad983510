#include "partition/plan/plan.h"

namespace modnn {

std::string purpose_name(Purpose purpose) {
  switch (purpose) {
    case Purpose::scatter:
      return "scatter";
    case Purpose::halo:
      return "halo";
    case Purpose::gather:
      return "gather";
    case Purpose::reduce:
      return "reduce";
  }
  return "";
}

std::string operation_name(Operation operation) {
  switch (operation) {
    case Operation::compute:
      return "compute";
    case Operation::sum_of_products:
      return "sum_of_products";
    case Operation::add_up:
      return "add_up";
  }
  return "";
}

}  // namespace modnn
