#include "tests/support/photo_folder.h"

#include <QDir>
#include <QImage>
#include <QPainter>
#include <QRandomGenerator>

namespace creel::test {

void drawPhotos(const QString& folder, int count, int seed)
{
    if (!QDir().mkpath(folder))
        qFatal("cannot make %s", qPrintable(folder));
    for (int i = 0; i < count; ++i) {
        QRandomGenerator random(quint32(seed * 1000 + i));
        QImage image(480, 320, QImage::Format_RGB32);
        image.fill(QColor::fromHsv(random.bounded(360), 120, 200));
        QPainter painter(&image);
        painter.setRenderHint(QPainter::Antialiasing);
        for (int shape = 0; shape < 12; ++shape) {
            painter.setBrush(QColor::fromHsv(random.bounded(360), 200, random.bounded(60, 255)));
            painter.drawEllipse(random.bounded(480), random.bounded(320), random.bounded(30, 220),
                                random.bounded(30, 220));
        }
        painter.end();
        const QString name =
            QDir(folder).filePath(QStringLiteral("photo_%1.jpg").arg(i, 3, 10, QLatin1Char('0')));
        if (!image.save(name, "JPEG", 90))
            qFatal("cannot write %s", qPrintable(name));
    }
}

} // namespace creel::test
