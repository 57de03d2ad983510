#include "partition/written/plan_keys.h"

#include "partition/plan/plan.h"

namespace modnn {
namespace {

constexpr Bounds count_bounds{0, 9007199254740991.0, false};  // integers that JSON keeps exact

/// What is printed for people and follows from the rest: nothing is read from it.
Key printed(const std::string& name, std::string_view help, std::string_view unit = "") {
  return {
      .name = name, .type = KeyType::number, .help = help, .unit = unit, .bounds = non_negative};
}

Key printed_box(const std::string& name, std::string_view help) {
  return {.name = name, .type = KeyType::object, .help = help, .inside = &box_keys()};
}

Key boxes(const std::string& name, std::string_view help) {
  return {.name = name, .type = KeyType::list, .help = help, .inside = &box_keys(), .or_one = true};
}

const Key& index() {
  static const Key key{.type = KeyType::integer, .bounds = count_bounds};
  return key;
}

Key axis(const std::string& name, std::string_view help) {
  return {.name = name,
          .type = KeyType::list,
          .help = help,
          .each = &index(),
          .least = 2,
          .most = 2,
          .example = Json{0, 28}};
}

Key name_of_device(const std::string& name, std::string_view help) {
  return {.name = name, .type = KeyType::text, .help = help, .required = true};
}

const Key tensor{.name = "tensor",
                 .type = KeyType::text,
                 .help = "the layer whose output it is of; \"input\" is the image",
                 .required = true};
const Key summed_by{.name = "summed_by",
                    .type = KeyType::text,
                    .help = "of partial sums of that layer: the device that computes them"};

const Keys& memory_keys() {
  static const Keys keys{
      {.name = "device", .type = KeyType::text, .help = "its name"},
      printed("memory_bytes", "what it would keep resident if it could", "bytes"),
      printed("weight_bytes", "weights that it holds", "bytes"),
      printed("activation_bytes", "largest sum of activations alive at once", "bytes"),
      printed("workspace_bytes", "largest scratch memory of a kernel", "bytes"),
      printed("paged_bytes", "weights that are read from flash on every inference", "bytes")};
  return keys;
}

}  // namespace

const Keys& box_keys() {
  static const Keys keys{axis("channels", "from this one up to, but without, that; all without it"),
                         axis("rows", "the same of rows"), axis("cols", "the same of columns")};
  return keys;
}

const Keys& piece_keys() {
  static const Keys keys{tensor,
                         summed_by,
                         {.name = "region",
                          .type = KeyType::object,
                          .help = "a box of it",
                          .required = true,
                          .inside = &box_keys()}};
  return keys;
}

const Keys& message_keys() {
  static const Keys keys{
      name_of_device("source", "the device that sends: group_owner, worker1, worker2, ..."),
      name_of_device("destination", "the device that receives"),
      {.name = "purpose",
       .type = KeyType::word,
       .help =
           "why: the group owner hands out, neighbours exchange, a region returns, partial sums",
       .fallback = "scatter",
       .words = names_of(purpose_words)},
      printed("bytes", "4, 2 or 1 for every value; computed anew"),
      {.name = "relay",
       .type = KeyType::boolean,
       .help = "forwards what those that it comes after have brought, without a wait",
       .fallback = false},
      {.name = "after",
       .type = KeyType::list,
       .help = "messages of the stage, counted from 0, that must have reached the source before",
       .each = &index()},
      {.name = "pieces",
       .type = KeyType::list,
       .help = "what is sent",
       .required = true,
       .inside = &piece_keys(),
       .least = 1}};
  return keys;
}

const Keys& read_keys() {
  static const Keys keys{tensor, summed_by,
                         boxes("regions", "disjoint boxes of it; all without it")};
  return keys;
}

const Keys& task_keys() {
  static const Keys keys{
      name_of_device("device", "who computes"),
      {.name = "operation",
       .type = KeyType::word,
       .help = "a region of the layer, partial sums of it, or adding these up",
       .fallback = "compute",
       .words = names_of(operation_words)},
      boxes("computes", "disjoint boxes of the layer's output; all of it without it"),
      boxes("owns", "of these what it answers for when others need it; all without it"),
      {.name = "reads",
       .type = KeyType::list,
       .help = "compute: one of each of the layer's inputs, in their order, without it what the "
               "outputs depend on; else the inputs, or every device's sums",
       .inside = &read_keys()},
      printed_box("output", "the smallest box that holds computes"),
      printed("output_values", "of computes"),
      printed_box("owned", "the smallest box that holds owns"),
      printed("owned_values", "of owns"),
      {.name = "inputs",
       .type = KeyType::list,
       .help = "the smallest boxes that hold reads",
       .inside = &box_keys()},
      printed("macs", "multiply-accumulates"),
      printed("elements", "operations on elements"),
      printed("weight_bytes", "weights that it needs; computed anew", "bytes"),
      printed("page_in_bytes", "of these from flash; computed anew", "bytes")};
  return keys;
}

const Keys& stage_keys() {
  static const Keys keys{
      {.name = "layer", .type = KeyType::text, .help = "of the model", .required = true},
      {.name = "messages",
       .type = KeyType::list,
       .help = "what is sent before",
       .inside = &message_keys()},
      {.name = "tasks",
       .type = KeyType::list,
       .help = "who computes what; none where the result returns",
       .inside = &task_keys()},
      {.name = "nonzeros",
       .type = KeyType::text,
       .help = "of partial sums of a sparse layer: the devices that multiply its nonzeros, in the "
               "order of rows, 0 for the group owner, and how many each in a row",
       .example = "1*120 2*80 1*40"}};
  return keys;
}

const Keys& plan_keys() {
  static const Key device_regions{.type = KeyType::list, .inside = &box_keys(), .or_one = true};
  static const Key layer_regions{
      .type = KeyType::object, .each = &device_regions, .named_by_user = true};
  static const Key layer_name{.type = KeyType::text};
  static const Key run{.type = KeyType::list, .each = &layer_name, .least = 2, .most = 2};
  static const Keys keys{
      {.name = "stages",
       .type = KeyType::list,
       .help = "the whole plan, in order: it replaces every scheme and way of delivery",
       .inside = &stage_keys()},
      {.name = "regions",
       .type = KeyType::object,
       .help = "instead of stages: by layer and device, the boxes that the device computes; what "
               "moves for that is planned, and other layers are cut by their schemes",
       .each = &layer_regions,
       .named_by_user = true,
       .example = Json{{"conv1_1", {{"worker1", {{"rows", {0, 112}}}}}}}},
      {.name = "runs",
       .type = KeyType::list,
       .help = "beside regions: first and last layer of every run inside which nothing moves; of "
               "layers that nobody reads after it, everybody computes what it needs",
       .each = &run},
      {.name = "devices",
       .type = KeyType::list,
       .help = "memory of every device; computed anew, as all that follows",
       .inside = &memory_keys()},
      printed("messages", "how many"),
      printed("message_bytes", "of all messages", "bytes"),
      printed("halo_messages", "between neighbours"),
      printed("halo_bytes", "of these", "bytes"),
      printed("macs", "multiply-accumulates of all tasks"),
      printed("redundant_macs", "of these, what several devices compute each for itself"),
      {.name = "mac_imbalance",
       .type = KeyType::number,
       .help = "time of the device that takes longest over that of all were they equally busy, "
               "minus 1"}};
  return keys;
}

}  // namespace modnn
