#include "models/data/batches.h"
#include "tests/support/shared_data.h"

#include <QPainter>
#include <QTest>

#include <set>

using namespace creel;

namespace {

/// Grey with a bright left third, so that left and right can be told apart.
QImage leftBright(QSize size)
{
    QImage image(size, QImage::Format_RGB888);
    image.fill(QColor(60, 60, 60));
    QPainter painter(&image);
    painter.fillRect(QRect(0, 0, size.width() / 3, size.height()), QColor(200, 200, 200));
    return image;
}

bool areSame(const cv::Mat& a, const cv::Mat& b)
{
    return a.size() == b.size() && cv::norm(a, b, cv::NORM_INF) == 0;
}

cv::Mat mirrored(const cv::Mat& square)
{
    cv::Mat turned;
    cv::flip(square, turned, 1);
    return turned;
}

} // namespace

/// How photos are shown to a network, in training and in predicting.
class PresetsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutAugmentationShowsWhatIsPredictedFrom();
    void flipShowsThePhotoOrItsMirrorImage();
    void augmentsTheSameWayForTheSameDraw();
    void keepsAnEvenPhotoEven();
    void keepsMostOfTheMiddle();
    void lightStaysWithinItsBounds();
    void cutsBatchesOfLikeSizes();
    void drawsRareClassesAsOften();
    void shufflesEveryPhotoOnce();
};

void PresetsTest::withoutAugmentationShowsWhatIsPredictedFrom()
{
    const QImage photo = leftBright({120, 90});
    Draw draw{1};
    QVERIFY(areSame(TrainPreset{64, Augmentation::None}.square(photo, draw),
                    EvalPreset{64, {}, false}.square(photo)));
}

void PresetsTest::flipShowsThePhotoOrItsMirrorImage()
{
    const QImage photo = leftBright({120, 90});
    const cv::Mat plain = EvalPreset{64, {}, false}.square(photo);
    const cv::Mat turned = EvalPreset{64, {}, true}.square(photo);
    QVERIFY(areSame(turned, mirrored(plain)));
    QVERIFY(!areSame(turned, plain));
    Draw draw{7};
    int plainSeen = 0;
    constexpr int times = 200;
    for (int i = 0; i < times; ++i) {
        const cv::Mat square = TrainPreset{64, Augmentation::Flip}.square(photo, draw);
        QVERIFY(areSame(square, plain) || areSame(square, turned));
        plainSeen += areSame(square, plain) ? 1 : 0;
    }
    QVERIFY(plainSeen > 70 && plainSeen < 130);
}

void PresetsTest::augmentsTheSameWayForTheSameDraw()
{
    const QImage photo = leftBright({120, 90});
    const TrainPreset preset{64, Augmentation::Default};
    const auto square = [&](quint64 epoch, quint64 sample) {
        Draw draw{1, epoch, sample};
        return preset.square(photo, draw);
    };
    QVERIFY(areSame(square(0, 5), square(0, 5)));
    QVERIFY(!areSame(square(0, 5), square(1, 5)));
    QVERIFY(!areSame(square(0, 5), square(0, 6)));
}

void PresetsTest::keepsAnEvenPhotoEven()
{
    // Whatever is turned, tilted or moved, no border of another colour comes in.
    QImage photo(100, 70, QImage::Format_RGB888);
    photo.fill(QColor(120, 120, 120));
    for (quint64 seed = 0; seed < 100; ++seed) {
        Draw draw{seed};
        const cv::Mat square = TrainPreset{48, Augmentation::Default}.square(photo, draw);
        cv::Scalar mean, deviation;
        cv::meanStdDev(square, mean, deviation);
        QVERIFY(deviation[0] < 1);
    }
}

void PresetsTest::keepsMostOfTheMiddle()
{
    // A square photo's middle half stays in sight, at no less than its own size and at most 1.6 times as big.
    QImage photo(128, 128, QImage::Format_RGB888);
    photo.fill(Qt::black);
    QPainter painter(&photo);
    painter.fillRect(QRect(32, 32, 64, 64), Qt::white);
    painter.end();
    const double plain = cv::mean(EvalPreset{64, {}, false}.square(photo))[0];
    for (quint64 seed = 0; seed < 200; ++seed) {
        Draw draw{seed};
        cv::Mat square = TrainPreset{64, Augmentation::Default}.square(photo, draw);
        const double share = double(cv::countNonZero(square.reshape(1) > 100)) / double(square.total() * 3);
        QVERIFY2(share > 0.8 * plain / 255 && share < 1.6 * plain / 255, qPrintable(QString::number(share)));
    }
}

void PresetsTest::lightStaysWithinItsBounds()
{
    QImage photo(64, 64, QImage::Format_RGB888);
    photo.fill(QColor(128, 128, 128));
    std::set<int> seen;
    for (quint64 seed = 0; seed < 300; ++seed) {
        Draw draw{seed};
        const cv::Mat square = TrainPreset{32, Augmentation::Default}.square(photo, draw);
        seen.insert(square.at<cv::Vec3b>(16, 16)[0]);
    }
    // Half of the light, changed by 0.2 in its logits and stretched by up to 1.25.
    QVERIFY(*seen.begin() >= 96 && *seen.begin() < 112);
    QVERIFY(*seen.rbegin() <= 160 && *seen.rbegin() > 144);
}

void PresetsTest::cutsBatchesOfLikeSizes()
{
    QCOMPARE(batchBounds(10, 32), (std::vector<size_t>{0, 10}));
    QCOMPARE(batchBounds(0, 32), (std::vector<size_t>{0, 0}));
    const std::vector<size_t> bounds = batchBounds(350, 32);
    QCOMPARE(bounds.size(), size_t(12));
    QCOMPARE(bounds.back(), size_t(350));
    for (size_t i = 1; i < bounds.size(); ++i)
        QVERIFY(bounds[i] - bounds[i - 1] == 31 || bounds[i] - bounds[i - 1] == 32);
}

void PresetsTest::drawsRareClassesAsOften()
{
    std::vector<int> labels(1000, 0);
    labels[10] = labels[20] = 1;
    int rare = 0;
    for (const size_t index : epochOrder(labels, true, Draw{3}))
        rare += labels[index];
    QVERIFY(rare > 400 && rare < 600);
}

void PresetsTest::shufflesEveryPhotoOnce()
{
    const std::vector<int> labels(100, 0);
    const std::vector<size_t> order = epochOrder(labels, false, Draw{3});
    QCOMPARE(std::set<size_t>(order.begin(), order.end()).size(), size_t(100));
    QVERIFY(order != epochOrder(labels, false, Draw{4}));
    QCOMPARE(order, epochOrder(labels, false, Draw{3}));
}

QTEST_GUILESS_MAIN(PresetsTest)
#include "tst_presets.moc"
