#include "models/winograd/winograd_conv.h"

#include <ATen/Parallel.h>

#include <QtTest>

using namespace creel;

/// Winograd's convolution against libtorch's in float64.
class WinogradTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void givesWhatLibtorchGives_data();
    void givesWhatLibtorchGives();
    void learnsWhatLibtorchLearns_data();
    void learnsWhatLibtorchLearns();
    void givesOnlyTheGradientsThatAreWanted();
    void addsBiasAndRelu();
    void givesTheSameOnAnyNumberOfThreads();
    void takesPhotosThatLieChannelsFirst();
    void leavesTheRestToLibtorch();

private:
    void addShapes();
};

namespace {

constexpr auto channelsLast = torch::MemoryFormat::ChannelsLast;

torch::Tensor draw(std::vector<int64_t> sizes)
{
    return torch::randn(sizes).contiguous(channelsLast);
}

/// Sums of up to 9 * 512 products in float32, as a part of the largest.
constexpr double mostError = 3e-5;

/// Largest difference as a part of the largest number.
double error(const torch::Tensor& is, const torch::Tensor& expected)
{
    const torch::Tensor exact = expected.to(torch::kFloat64);
    return ((is.to(torch::kFloat64) - exact).abs().max() / exact.abs().max()).item<double>();
}

torch::Tensor exactConv(const torch::Tensor& x, const torch::Tensor& weight)
{
    return torch::conv2d(x.to(torch::kFloat64), weight.to(torch::kFloat64), {}, 1, 1);
}

} // namespace

void WinogradTest::initTestCase()
{
    torch::manual_seed(11);
    if (!isForWinograd(draw({32, 64, 56, 56}), draw({64, 64, 3, 3}), 1))
        QSKIP("this processor has no AVX2");
}

void WinogradTest::addShapes()
{
    QTest::addColumn<int>("images");
    QTest::addColumn<int>("height");
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("in");
    QTest::addColumn<int>("out");
    QTest::newRow("whole tiles") << 5 << 16 << 20 << 16 << 32;
    QTest::newRow("cut tiles") << 6 << 14 << 19 << 48 << 16;
    QTest::newRow("deep and small") << 17 << 7 << 7 << 512 << 512;
    QTest::newRow("one tile each") << 70 << 3 << 4 << 32 << 32;
    QTest::newRow("one image") << 1 << 56 << 56 << 64 << 64;
}

void WinogradTest::givesWhatLibtorchGives_data()
{
    addShapes();
}

void WinogradTest::givesWhatLibtorchGives()
{
    QFETCH(int, images);
    QFETCH(int, height);
    QFETCH(int, width);
    QFETCH(int, in);
    QFETCH(int, out);
    const torch::Tensor x = draw({images, in, height, width}), weight = draw({out, in, 3, 3});
    QVERIFY(isForWinograd(x, weight, 1));
    const torch::Tensor y = winogradConv(x, weight);
    QCOMPARE(y.sizes().vec(), (std::vector<int64_t>{images, out, height, width}));
    QVERIFY(y.is_contiguous(channelsLast));
    QVERIFY2(error(y, exactConv(x, weight)) < mostError,
             qPrintable(QString::number(error(y, exactConv(x, weight)))));
}

void WinogradTest::learnsWhatLibtorchLearns_data()
{
    addShapes();
}

void WinogradTest::learnsWhatLibtorchLearns()
{
    QFETCH(int, images);
    QFETCH(int, height);
    QFETCH(int, width);
    QFETCH(int, in);
    QFETCH(int, out);
    const torch::Tensor x = draw({images, in, height, width}).requires_grad_();
    const torch::Tensor weight = draw({out, in, 3, 3}).requires_grad_();
    const torch::Tensor gradient = draw({images, out, height, width});
    winogradConv(x, weight).backward(gradient);
    const torch::Tensor toPhotos = x.grad().clone(), toWeights = weight.grad().clone();
    const auto expected =
        torch::autograd::grad({exactConv(x, weight)}, {x, weight}, {gradient.to(torch::kFloat64)});
    QVERIFY2(error(toPhotos, expected[0]) < mostError,
             qPrintable(QString::number(error(toPhotos, expected[0]))));
    QVERIFY2(error(toWeights, expected[1]) < mostError,
             qPrintable(QString::number(error(toWeights, expected[1]))));
}

void WinogradTest::givesOnlyTheGradientsThatAreWanted()
{
    const torch::Tensor x = draw({4, 16, 16, 16}), weight = draw({16, 16, 3, 3}).requires_grad_();
    winogradConv(x, weight).sum().backward();
    QVERIFY(weight.grad().defined());
    QVERIFY(!x.grad().defined());
}

void WinogradTest::addsBiasAndRelu()
{
    const torch::Tensor x = draw({4, 32, 17, 16}), weight = draw({48, 32, 3, 3}),
                        bias = torch::randn({48}) * 9;
    const torch::Tensor expected = exactConv(x, weight) + bias.reshape({1, -1, 1, 1});
    QVERIFY(error(winogradConv(x, weight, bias), expected) < mostError);
    QVERIFY(error(winogradConv(x, weight, bias, true), expected.relu()) < mostError);
    QVERIFY(error(winogradConv(x, weight, {}, true), exactConv(x, weight).relu()) < mostError);
    const torch::Tensor broken = torch::full_like(x, std::numeric_limits<float>::quiet_NaN());
    QVERIFY(winogradConv(broken, weight, bias).isnan().all().item<bool>());
    QVERIFY(winogradConv(broken, weight, bias, true).isnan().all().item<bool>());
}

void WinogradTest::givesTheSameOnAnyNumberOfThreads()
{
    const torch::Tensor x = draw({9, 64, 28, 28}).requires_grad_();
    const torch::Tensor weight = draw({64, 64, 3, 3}).requires_grad_(), gradient = draw({9, 64, 28, 28});
    const auto run = [&](int threads) {
        at::set_num_threads(threads);
        const torch::Tensor y = winogradConv(x, weight);
        auto all = torch::autograd::grad({y}, {x, weight}, {gradient});
        all.push_back(y.detach());
        return all;
    };
    const auto one = run(1), two = run(2), three = run(3);
    at::set_num_threads(1);
    for (size_t i = 0; i < one.size(); ++i) {
        QVERIFY(torch::equal(one[i], two[i]));
        QVERIFY(torch::equal(one[i], three[i]));
    }
}

void WinogradTest::takesPhotosThatLieChannelsFirst()
{
    const torch::Tensor x = torch::randn({4, 32, 16, 16}), weight = torch::randn({32, 32, 3, 3});
    QVERIFY(error(winogradConv(x, weight), exactConv(x, weight)) < mostError);
}

void WinogradTest::leavesTheRestToLibtorch()
{
    const torch::Tensor x = draw({8, 32, 16, 16}), weight = draw({32, 32, 3, 3});
    QVERIFY(isForWinograd(x, weight, 1));
    QVERIFY(!isForWinograd(x, weight, 2));
    QVERIFY(!isForWinograd(x, draw({32, 32, 1, 1}), 1));
    QVERIFY(!isForWinograd(x, draw({32, 32, 5, 5}), 1));
    QVERIFY(!isForWinograd(x, draw({32, 16, 3, 3}), 1));       // two groups
    QVERIFY(!isForWinograd(x, draw({24, 32, 3, 3}), 1));       // no whole panels
    QVERIFY(!isForWinograd(draw({1, 32, 16, 16}), weight, 1)); // too few tiles
    QVERIFY(!isForWinograd(draw({99, 32, 2, 2}), weight, 1));  // tiles cut to a quarter
    QVERIFY(!isForWinograd(x.to(torch::kFloat64), weight.to(torch::kFloat64), 1));
    QVERIFY(!isForWinograd(x.to(torch::kBFloat16), weight.to(torch::kBFloat16), 1));
}

QTEST_GUILESS_MAIN(WinogradTest)
#include "tst_winograd.moc"
