#include "cli/descriptions.h"

#include "experiments/spec/experiment_keys.h"
#include "experiments/validation/claim_keys.h"
#include "models/json/network_keys.h"
#include "partition/written/plan_keys.h"
#include "platforms/device_keys.h"
#include "platforms/medium_keys.h"
#include "platforms/platform_keys.h"

namespace modnn {

const std::vector<Description>& descriptions() {
  static const std::vector<Description> all{
      {"experiment", "Experiment", "one point, or a sweep over many", &experiment_keys()},
      {"platform", "Platform", "a group owner, its workers and the channel between them",
       &platform_keys()},
      {"device", "Device", "a phone or board", &device_keys()},
      {"medium", "Medium", "the shared radio channel", &medium_keys()},
      {"model", "Model", "a network: an image and layers, each of which takes others as its inputs",
       &network_keys()},
      {"plan", "Plan",
       "who computes what, and what is sent before: what modnn plan --json prints, or regions of "
       "layers",
       &plan_keys()},
      {"published", "Published data",
       "what others have measured, under any names beside these keys, and which of it is simulated",
       &published_keys(), true}};
  return all;
}

}  // namespace modnn
