#include "ui/exchange/export_preview_view.h"

#include "core/base/text.h"
#include "ui/dialogs/message_line.h"
#include "ui/exchange/file_tree_text.h"
#include "ui/exchange/table_setup.h"
#include "ui/theme.h"

#include <QFontDatabase>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTableView>

namespace creel {

namespace {

QPlainTextEdit* makeText(const QString& name, QWidget* parent)
{
    auto* text = new QPlainTextEdit(parent);
    text->setReadOnly(true);
    text->setTabChangesFocus(true);
    text->setAccessibleName(name);
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(parent->font().pointSizeF() * 0.9);
    text->setFont(font);
    text->setTabStopDistance(2 * QFontMetricsF(font).horizontalAdvance(QLatin1Char(' ')));
    return text;
}

} // namespace

ExportPreviewView::ExportPreviewView(QWidget* parent)
    : QWidget(parent)
    , m_summary(new QLabel(this))
    , m_table(new QTableView(this))
    , m_leftOut(new QLabel(this))
    , m_tree(makeText(tr("The first files"), this))
    , m_sampleTitle(new QLabel(this))
    , m_sample(makeText(tr("The first lines of one file"), this))
    , m_warnings(new MessageLine(this))
{
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::gap);
    QFont bold = m_summary->font();
    bold.setWeight(QFont::DemiBold);
    m_summary->setFont(bold);
    m_summary->setAccessibleName(tr("What will be written"));
    m_leftOut->setWordWrap(true);
    m_leftOut->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_leftOut->setAccessibleName(tr("What stays behind"));
    setUpTable(m_table, &m_classes, tr("Photos and boxes of each class"));
    QHeaderView* const header = m_table->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setMinimumSectionSize(9 * Theme::gap);
    header->setSectionResizeMode(ClassCountItemModel::ClassColumn, QHeaderView::Stretch);
    layout->addWidget(m_summary, 0, 0, 1, 2);
    layout->addWidget(m_table, 1, 0);
    layout->addWidget(m_leftOut, 1, 1);
    layout->addWidget(new QLabel(tr("First files"), this), 2, 0);
    layout->addWidget(m_sampleTitle, 2, 1);
    layout->addWidget(m_tree, 3, 0);
    layout->addWidget(m_sample, 3, 1);
    layout->addWidget(m_warnings, 4, 0, 1, 2);
    layout->setRowStretch(1, 2);
    layout->setRowStretch(3, 3);
    layout->setColumnStretch(0, 1);
    layout->setColumnStretch(1, 1);
    showWorking();
}

void ExportPreviewView::showPreview(const ExportPreview& preview, const QString& folder)
{
    m_summary->setText(preview.photos == 0
                           ? tr("There is nothing to write.")
                           : tr("%1 and %2 will be written.")
                                 .arg(photoCountText(preview.photos), boxCountText(preview.boxes)));
    m_classes.setCounts(preview.classes, preview.unlabelled);
    QStringList reasons;
    for (const ExportPreview::Reason& reason : preview.leftOut)
        reasons.append(tr("%1: %2").arg(photoCountText(reason.photos), reason.text));
    m_leftOut->setText(reasons.isEmpty()
                           ? tr("Nothing stays behind.")
                           : tr("Stays behind:") + QLatin1Char('\n') + reasons.join(QLatin1Char('\n')));
    m_tree->setPlainText(fileTreeText(folder, preview.files, preview.photos - preview.photosNamed));
    m_sampleTitle->setText(preview.sampleFile.isEmpty()
                               ? tr("No other files: the folders say it all")
                               : tr("%1 begins").arg(displayPath(preview.sampleFile)));
    m_sample->setPlainText(preview.sample);
    if (preview.warnings.isEmpty())
        m_warnings->say({});
    else
        m_warnings->sayProblem(preview.warnings.join(QStringLiteral("\n⚠ ")));
}

void ExportPreviewView::showProblem(const QString& problem)
{
    clear();
    m_summary->setText(tr("This cannot be exported."));
    m_warnings->sayProblem(problem);
}

void ExportPreviewView::showWorking()
{
    m_summary->setText(tr("Counting…"));
}

void ExportPreviewView::clear()
{
    m_classes.setCounts({}, 0);
    m_leftOut->clear();
    m_tree->clear();
    m_sampleTitle->clear();
    m_sample->clear();
}

QString ExportPreviewView::summary() const
{
    return m_summary->text();
}

QString ExportPreviewView::leftOut() const
{
    return m_leftOut->text();
}

QString ExportPreviewView::tree() const
{
    return m_tree->toPlainText();
}

QString ExportPreviewView::sample() const
{
    return m_sample->toPlainText();
}

QString ExportPreviewView::warnings() const
{
    return m_warnings->text();
}

} // namespace creel
