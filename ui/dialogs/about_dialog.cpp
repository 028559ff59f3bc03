#include "ui/dialogs/about_dialog.h"

#include "ui/dialogs/escape_button.h"
#include "ui/theme.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include <opencv2/core/version.hpp>

namespace creel {

namespace {

struct Library
{
    QString name;
    QString licence;
    QString address;
};

QList<Library> libraries()
{
    return {
        {QStringLiteral("Qt %1").arg(QLatin1String(qVersion())), QStringLiteral("LGPL-3.0"),
         QStringLiteral("https://www.qt.io")},
        {QStringLiteral("OpenCV %1").arg(QLatin1String(CV_VERSION)), QStringLiteral("Apache-2.0"),
         QStringLiteral("https://opencv.org")},
        {QStringLiteral("SQLite"), AboutDialog::tr("public domain"), QStringLiteral("https://sqlite.org")},
        {QStringLiteral("Exiv2"), QStringLiteral("GPL-2.0-or-later"), QStringLiteral("https://exiv2.org")},
        {QStringLiteral("libheif"), QStringLiteral("LGPL-3.0"),
         QStringLiteral("https://github.com/strukturag/libheif")},
        {QStringLiteral("xxHash"), QStringLiteral("BSD-2-Clause"), QStringLiteral("https://xxhash.com")},
        {QStringLiteral("CLI11"), QStringLiteral("BSD-3-Clause"),
         QStringLiteral("https://github.com/CLIUtils/CLI11")},
        {QStringLiteral("tl::expected"), QStringLiteral("CC0-1.0"),
         QStringLiteral("https://github.com/TartanLlama/expected")},
        {QStringLiteral("yaml-cpp"), QStringLiteral("MIT"),
         QStringLiteral("https://github.com/jbeder/yaml-cpp")},
        {QStringLiteral("cpp-httplib"), QStringLiteral("MIT"),
         QStringLiteral("https://github.com/yhirose/cpp-httplib")},
        {QStringLiteral("QCustomPlot"), QStringLiteral("GPL-3.0-or-later"),
         QStringLiteral("https://www.qcustomplot.com")},
        {QStringLiteral("libtorch"), QStringLiteral("BSD-3-Clause"), QStringLiteral("https://pytorch.org")}};
}

QString librariesText()
{
    QString rows;
    for (const Library& library : libraries())
        rows += QStringLiteral("<tr><td><a href='%1'>%2</a></td><td style='padding-left: 16px'>%3</td></tr>")
                    .arg(library.address, library.name, library.licence);
    return QStringLiteral("<table>%1</table>").arg(rows);
}

} // namespace

AboutDialog::AboutDialog(QWidget* parent) : QDialog(parent)
{
    setWindowTitle(tr("About Creel"));
    auto* sign = new QLabel(this);
    sign->setPixmap(Theme::icon(QStringLiteral("creel")).pixmap(QSize(64, 64), devicePixelRatioF()));
    sign->setAlignment(Qt::AlignTop);
    auto* text = new QLabel(tr("<h2>Creel %1</h2>"
                               "<p>A desk for turning folders of photos into a dataset you can trust.</p>"
                               "<p>Free software under the GNU General Public License, version 3 or later. "
                               "It comes without any warranty.</p>"
                               "<p>It stands on:</p>%2")
                                .arg(QStringLiteral(CREEL_VERSION), librariesText()),
                            this);
    text->setTextFormat(Qt::RichText);
    text->setWordWrap(true);
    text->setOpenExternalLinks(true);
    text->setTextInteractionFlags(Qt::TextBrowserInteraction);
    text->setAccessibleName(tr("About Creel"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    explainEscape(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* top = new QHBoxLayout;
    top->setSpacing(3 * Theme::gap);
    top->addWidget(sign);
    top->addWidget(text, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(3 * Theme::gap, 3 * Theme::gap, 3 * Theme::gap, 2 * Theme::gap);
    layout->setSpacing(2 * Theme::gap);
    layout->addLayout(top, 1);
    layout->addWidget(buttons);
    text->setFixedWidth(400);
    layout->setSizeConstraint(QLayout::SetFixedSize);
    buttons->button(QDialogButtonBox::Close)->setFocus();
}

} // namespace creel
