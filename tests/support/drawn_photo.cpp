#include "tests/support/drawn_photo.h"

#include "core/imaging/metadata_writer.h"
#include "tests/support/catalog_factory.h"

#include <QBuffer>
#include <QPainter>
#include <QRandomGenerator>

#include <cstdio>
#include <filesystem>

namespace creel::test {

QImage drawnPhoto(quint32 seed, QSize size)
{
    QRandomGenerator random(seed + 1);
    QImage image(size, QImage::Format_RGB32);
    QPainter painter(&image);
    QLinearGradient sky(0, 0, random.bounded(size.width()), size.height());
    sky.setColorAt(0, QColor::fromHsv(random.bounded(360), 90, 230));
    sky.setColorAt(1, QColor::fromHsv(random.bounded(360), 120, 60));
    painter.fillRect(image.rect(), sky);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < 40; ++i) {
        painter.setBrush(QColor::fromHsv(random.bounded(360), random.bounded(256), random.bounded(256)));
        const QPoint centre(random.bounded(size.width()), random.bounded(size.height()));
        painter.drawEllipse(centre, 2 + random.bounded(size.width() / 6),
                            2 + random.bounded(size.height() / 6));
    }
    return image;
}

QByteArray encoded(const QImage& image, const char* format, int quality)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!image.save(&buffer, format, quality))
        qFatal("cannot write %s", format);
    return bytes;
}

QByteArray withMetadata(const QByteArray& jpeg, const QList<std::pair<QByteArray, QByteArray>>& values)
{
    return must(addMetadata(jpeg, values));
}

void writeFile(const BytePath& path, const QByteArray& bytes)
{
    const std::filesystem::path place(path.toStdString());
    std::filesystem::create_directories(place.parent_path());
    std::FILE* file = std::fopen(path.constData(), "wb");
    if (!file || std::fwrite(bytes.constData(), 1, size_t(bytes.size()), file) != size_t(bytes.size()))
        qFatal("cannot write %s", path.constData());
    std::fclose(file);
}

double difference(const QImage& a, const QImage& b)
{
    if (a.size() != b.size() || a.isNull())
        return 255;
    const QImage left = a.convertToFormat(QImage::Format_RGB32);
    const QImage right = b.convertToFormat(QImage::Format_RGB32);
    double sum = 0;
    for (int y = 0; y < left.height(); ++y) {
        for (int x = 0; x < left.width(); ++x) {
            const QRgb p = left.pixel(x, y);
            const QRgb q = right.pixel(x, y);
            sum +=
                std::abs(qRed(p) - qRed(q)) + std::abs(qGreen(p) - qGreen(q)) + std::abs(qBlue(p) - qBlue(q));
        }
    }
    return sum / 3 / left.width() / left.height();
}

} // namespace creel::test
