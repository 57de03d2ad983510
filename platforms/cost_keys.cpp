#include "platforms/cost_keys.h"

#include <string>

#include "config/fields.h"

namespace modnn {
namespace {

constexpr Bounds each_bounds{0, 1e6};          // seconds for one of anything
constexpr Bounds amount_bounds{1, 1e9};        // an extent of a call
constexpr Bounds measured_bounds{1e-9, 1e12};  // seconds

/// What a kernel has no amount of can cost nothing.
template <Kernel kernel>
const Fields<KernelLaw>& law_fields() {
  static const Fields<KernelLaw> fields = [] {
    Fields<KernelLaw> rows;
    for (const CostTerm& term : cost_terms())
      if (term.common(kernel))
        rows.push_back(field(term.seconds, {.name = std::string(term.key),
                                            .help = term.help,
                                            .unit = "s",
                                            .bounds = each_bounds}));
    return rows;
  }();
  return fields;
}

/// A number of whole things, which are counted in doubles.
Field<ProfileRow> count(double KernelCall::*member, Key key) {
  key.type = KeyType::integer;
  key.bounds = amount_bounds;
  if (!key.required) key.fallback = written(KernelCall{}.*member);
  const std::string name = key.name;
  return {key, [=](ProfileRow& row, KeyReader& object) {
            row.call.*member = static_cast<double>(object.integer(name));
          }};
}

Field<ProfileRow> extents(double KernelCall::*height, double KernelCall::*width, Key key) {
  key.type = KeyType::pair;
  key.bounds = amount_bounds;
  key.fallback = 1;
  const std::string name = key.name;
  return {key, [=](ProfileRow& row, KeyReader& object) {
            const std::vector<std::int64_t> both = object.extents(name);
            if (both.empty()) return;
            row.call.*height = static_cast<double>(both[0]);
            row.call.*width = static_cast<double>(both[1]);
          }};
}

const Fields<ProfileRow>& profile_fields() {
  static const Fields<ProfileRow> fields{
      {{.name = "kind",
        .type = KeyType::word,
        .help = "the kernel, which must have its coefficients beside the profile",
        .required = true,
        .words = names_of(kernel_words)},
       [](ProfileRow& row, KeyReader& object) {
         row.call.kernel = object.word("kind", kernel_words);
       }},
      extents(&KernelCall::kernel_height, &KernelCall::kernel_width,
              {.name = "kernel", .help = "extent of the window"}),
      extents(&KernelCall::stride_height, &KernelCall::stride_width,
              {.name = "stride", .help = "step of the window"}),
      count(&KernelCall::groups, {.name = "groups", .help = "channel groups"}),
      count(&KernelCall::in_channels,
            {.name = "in_channels",
             .help = "channels that are read, of all inputs; of dense layers, neurons",
             .required = true}),
      count(&KernelCall::out_channels,
            {.name = "out_channels", .help = "channels that are computed", .required = true}),
      count(&KernelCall::out_height,
            {.name = "out_height", .help = "rows that are computed", .required = true}),
      count(&KernelCall::out_width,
            {.name = "out_width", .help = "columns that are computed", .required = true}),
      {{.name = "density",
        .type = KeyType::number,
        .help = "share of the weights that are not pruned",
        .bounds = positive_fraction,
        .fallback = 1},
       [](ProfileRow& row, KeyReader& object) { row.call.density = object.number("density"); }},
      field(&ProfileRow::seconds, {.name = "seconds",
                                   .help = "what the call took",
                                   .unit = "s",
                                   .bounds = measured_bounds,
                                   .required = true})};
  return fields;
}

/// A row says how far a law is off: there must be one, and it must not say 0.
void check_row(const ComputeCost& cost, const ProfileRow& row, const Value& value) {
  const auto law = cost.laws.find(row.call.kernel);
  const std::string& name = name_of(kernel_words, row.call.kernel);
  if (law == cost.laws.end())
    value.problem("a row corrects the coefficients of its kernel: there are none of \"" + name +
                  "\"");
  else if (!(law_seconds(law->second, cost.cache_bytes, row.call) > 0))
    value.problem("by the coefficients of \"" + name + "\" this call takes no time");
}

void read_profile(ComputeCost& cost, KeyReader& object) {
  const auto rows = object.member("profile");
  if (!rows) return;
  for (const Value& element : rows->elements()) {
    const std::size_t before = element.problems().lines().size();
    const ProfileRow row = read_object<profile_fields>(element);
    if (element.problems().lines().size() == before) check_row(cost, row, element);
    cost.profile.push_back(row);
  }
}

template <Kernel kernel>
Field<ComputeCost> law_field(std::string_view help) {
  const std::string name = name_of(kernel_words, kernel);
  return {{.name = name,
           .type = KeyType::object,
           .help = help,
           .inside = &keys_in<law_fields<kernel>>()},
          [=](ComputeCost& cost, KeyReader& object) {
            if (const auto law = object.member(name))
              cost.laws[kernel] = read_object<law_fields<kernel>>(*law);
          }};
}

}  // namespace

const Fields<ComputeCost>& cost_fields() {
  static const Fields<ComputeCost> fields{
      field(
          &ComputeCost::cache_bytes,
          {.name = "cache_bytes",
           .help =
               "what one core can count on of the caches: what maps and scratch have beyond is far",
           .unit = "bytes",
           .bounds = non_negative}),
      law_field<Kernel::conv>("convolutions"),
      law_field<Kernel::winograd>(
          "convolutions that Winograd's F(4x4, 3x3) computes: 3x3, stride 1, at least 16 "
          "input channels and 12 tiles; as `conv` without it"),
      law_field<Kernel::depthwise>("depthwise convolutions"),
      law_field<Kernel::dense>("dense layers"),
      law_field<Kernel::sparse_dense>("sparse dense layers"),
      law_field<Kernel::pool>("max_pool, avg_pool and global pools"),
      law_field<Kernel::lrn>("lrn"),
      law_field<Kernel::softmax>("softmax"),
      law_field<Kernel::elementwise>("all other layers"),
      {{.name = "profile",
        .type = KeyType::list,
        .help = "calls that were measured: these take what they took, and others of the same "
                "kernel, window and stride are off by as much as those near",
        .inside = &keys_in<profile_fields>()},
       read_profile}};
  return fields;
}

const Key& model_layers_key() {
  static const Key seconds{.type = KeyType::number,
                           .help = "what the whole layer took",
                           .unit = "s",
                           .bounds = measured_bounds};
  static const Key layers{.type = KeyType::object,
                          .help = "layers of the model, by name",
                          .each = &seconds,
                          .named_by_user = true};
  return layers;
}

LayerSeconds read_layer_seconds(const Value& value) {
  LayerSeconds seconds;
  if (!value.is_object()) {
    value.expected("an object");
    return seconds;
  }
  for (const auto& [model, layers] : value.json().items()) {
    const Value of_model = value.member(model);
    if (!of_model.is_object()) {
      of_model.expected("an object");
      continue;
    }
    for (const auto& [layer, number] : of_model.json().items())
      seconds[model][layer] = of_model.member(layer).number(measured_bounds);
  }
  return seconds;
}

}  // namespace modnn
