#include "partition/cost/fit.h"

#include <Eigen/QR>
#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "models/kernels/winograd.h"

namespace modnn {
namespace {

/// Solves for the columns in `chosen` alone; the others are 0.
Eigen::VectorXd solve_chosen(const Eigen::MatrixXd& a, const Eigen::VectorXd& b,
                             const std::vector<Eigen::Index>& chosen) {
  const Eigen::MatrixXd part = a(Eigen::all, chosen);
  const Eigen::VectorXd found = part.colPivHouseholderQr().solve(b);
  Eigen::VectorXd x = Eigen::VectorXd::Zero(a.cols());
  for (std::size_t i = 0; i < chosen.size(); ++i)
    x[chosen[i]] = found[static_cast<Eigen::Index>(i)];
  return x;
}

/// As far from `x` towards `target` as nothing becomes negative; what is 0 there is dropped.
void step_towards(const Eigen::VectorXd& target, Eigen::VectorXd& x,
                  std::vector<Eigen::Index>& chosen) {
  double share = 1;
  for (const Eigen::Index j : chosen)
    if (target[j] <= 0) share = std::min(share, x[j] / (x[j] - target[j]));
  x += share * (target - x);
  std::erase_if(chosen, [&](Eigen::Index j) {
    const bool drop = target[j] <= 0 && x[j] <= 1e-12 * x.lpNorm<Eigen::Infinity>();
    if (drop) x[j] = 0;
    return drop;
  });
}

/// The same with columns of length 1.
Eigen::VectorXd solve_scaled(const Eigen::MatrixXd& a, const Eigen::VectorXd& b) {
  constexpr double enough = 1e-10;
  Eigen::VectorXd x = Eigen::VectorXd::Zero(a.cols());
  std::vector<Eigen::Index> chosen;
  // Every step lowers the residual, so that no choice comes back; the bound is against rounding.
  for (Eigen::Index step = 0; step < 30 * a.cols(); ++step) {
    const Eigen::VectorXd gradient = a.transpose() * (b - a * x);
    std::optional<Eigen::Index> best;
    for (Eigen::Index j = 0; j < a.cols(); ++j)
      if (std::ranges::find(chosen, j) == chosen.end() && gradient[j] > enough * b.norm() &&
          (!best || gradient[j] > gradient[*best]))
        best = j;
    if (!best) break;
    chosen.push_back(*best);
    while (!chosen.empty()) {
      const Eigen::VectorXd target = solve_chosen(a, b, chosen);
      const bool inside =
          std::ranges::all_of(chosen, [&](Eigen::Index j) { return target[j] > 0; });
      if (inside) x = target;
      if (inside) break;
      step_towards(target, x, chosen);
    }
  }
  return x;
}

using Coefficient = std::pair<std::size_t, Kernel>;  // a term, and the kernel that it is common to

/// Where the coefficients of the measured kernels stand among the unknowns.
std::map<Coefficient, Eigen::Index> columns_of(const std::set<Kernel>& kernels) {
  std::map<Coefficient, Eigen::Index> columns;
  for (const Kernel kernel : kernels)
    for (std::size_t t = 0; t < cost_terms().size(); ++t)
      if (const std::optional<Kernel> common = cost_terms()[t].common(kernel))
        columns.try_emplace({t, *common}, static_cast<Eigen::Index>(columns.size()));
  return columns;
}

/// A term that is nowhere more of a time than this is there by rounding.
constexpr double rounding = 1e-6;

/// Returns the sum of the squared relative errors.
double solve(const std::vector<MeasuredCall>& samples, const std::set<Kernel>& kernels,
             const std::set<Kernel>& lent, ComputeCost& cost) {
  const std::vector<CostTerm>& terms = cost_terms();
  const std::map<Coefficient, Eigen::Index> columns = columns_of(kernels);
  const auto rows = static_cast<Eigen::Index>(samples.size());
  Eigen::MatrixXd a = Eigen::MatrixXd::Zero(rows, static_cast<Eigen::Index>(columns.size()));
  for (Eigen::Index i = 0; i < rows; ++i) {
    const MeasuredCall& sample = samples[static_cast<std::size_t>(i)];
    for (std::size_t t = 0; t < terms.size(); ++t)
      if (const std::optional<Kernel> common = terms[t].common(sample.call.kernel))
        a(i, columns.at({t, *common})) =
            terms[t].amount(sample.call, cost.cache_bytes) / sample.seconds;
  }
  const Eigen::VectorXd ones = Eigen::VectorXd::Ones(rows);
  Eigen::VectorXd x = nonnegative_least_squares(a, ones);
  for (Eigen::Index j = 0; j < x.size(); ++j)
    if (x[j] * a.col(j).maxCoeff() < rounding) x[j] = 0;
  const auto take = [&](Kernel kernel) {
    KernelLaw& law = cost.laws[kernel];
    for (std::size_t t = 0; t < terms.size(); ++t) {
      const std::optional<Kernel> common = terms[t].common(kernel);
      const auto column = common ? columns.find({t, *common}) : columns.end();
      if (column != columns.end()) law.*terms[t].seconds = x[column->second];
    }
  };
  std::ranges::for_each(kernels, take);
  std::ranges::for_each(lent, take);
  return (a * x - ones).squaredNorm();
}

/// A convolution that modnn's kernels leave to Winograd's was not left to it there.
bool is_direct(const KernelCall& call) {
  constexpr double worthwhile_channels = 16;
  const Box pixels{
      {0, 1}, {0, static_cast<Index>(call.out_height)}, {0, static_cast<Index>(call.out_width)}};
  return call.kernel == Kernel::conv && call.kernel_height == 3 && call.kernel_width == 3 &&
         call.stride_height == 1 && call.stride_width == 1 && call.groups == 1 &&
         call.in_channels >= worthwhile_channels && winograd_pays(pixels);
}

/// Kernels that were not measured, each with one that was and does the same. Winograd's is not
/// among them where the samples show that the device does without.
std::map<Kernel, Kernel> likes_of(const std::vector<MeasuredCall>& samples,
                                  const std::set<Kernel>& measured) {
  std::vector<std::pair<Kernel, Kernel>> pairs{{Kernel::depthwise, Kernel::pool},
                                               {Kernel::pool, Kernel::depthwise},
                                               {Kernel::lrn, Kernel::softmax},
                                               {Kernel::softmax, Kernel::lrn},
                                               {Kernel::conv, Kernel::winograd}};
  if (std::ranges::none_of(samples, is_direct, &MeasuredCall::call))
    pairs.emplace_back(Kernel::winograd, Kernel::conv);
  std::map<Kernel, Kernel> likes;
  for (const auto& [missing, like] : pairs)
    if (measured.contains(like) && !measured.contains(missing)) likes[missing] = like;
  return likes;
}

}  // namespace

Eigen::VectorXd nonnegative_least_squares(const Eigen::MatrixXd& a, const Eigen::VectorXd& b) {
  Eigen::VectorXd lengths = a.colwise().norm();
  for (double& length : lengths)
    if (length == 0) length = 1;
  const Eigen::MatrixXd scaled = a * lengths.cwiseInverse().asDiagonal();
  return solve_scaled(scaled, b).cwiseQuotient(lengths);
}

CostFit fit_cost(const std::vector<MeasuredCall>& samples, double cache_bytes) {
  constexpr double everything = 1e18;  // nothing is far
  constexpr double notably = 0.98;
  std::set<Kernel> kernels, lent;
  for (const MeasuredCall& sample : samples) kernels.insert(sample.call.kernel);
  const std::map<Kernel, Kernel> likes = likes_of(samples, kernels);
  for (const auto& [missing, like] : likes) lent.insert(missing);
  CostFit fit;
  double least = std::numeric_limits<double>::infinity();
  const auto attempt = [&](double bytes) {
    ComputeCost cost;
    cost.cache_bytes = bytes;
    const double errors = solve(samples, kernels, lent, cost);
    if (errors >= notably * least) return;
    least = errors;
    fit.cost = std::move(cost);
  };
  attempt(cache_bytes > 0 ? cache_bytes : everything);
  if (cache_bytes == 0 && least > 1e-18 * static_cast<double>(samples.size()))
    for (double bytes = 1U << 17U; bytes <= 1U << 26U; bytes *= 2) attempt(bytes);
  const bool far = std::ranges::any_of(
      fit.cost.laws, [](const auto& law) { return law.second.s_per_far_byte > 0; });
  if (!far) fit.cost.cache_bytes = 0;
  for (const auto& [missing, like] : likes)
    fit.notes.push_back(name_of(kernel_words, missing) +
                        ": not measured; an operation is taken to cost what one of " +
                        name_of(kernel_words, like) + " does");
  return fit;
}

}  // namespace modnn
